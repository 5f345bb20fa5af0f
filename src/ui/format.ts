/**
 * Numbers as the page writes them, in the language of the moment. A no-break space stands before a unit, so that the
 * two never part.
 */
import { currentLanguage } from '../text/index.ts';

const formats = new Map<string, Intl.NumberFormat>();

function format(value: number, options: Intl.NumberFormatOptions): string {
  const language = currentLanguage();
  const key = language + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(language, options);
  formats.set(key, known);
  // Intl writes a hyphen for minus in English; a true minus is as wide as the plus beside it.
  return known.format(value).replaceAll('-', '−');
}

const space = '\u00a0';
const scales = [
  ['P', 1e15],
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['', 1],
] as const;
export type Scale = (typeof scales)[number][0];

/** The prefix under which `value` is written with `digits` significant digits: 999 999 at three is `M`, not `k`. */
export function scaleOf(value: number, digits = 3): Scale {
  const rounded = Math.abs(Number(value.toPrecision(digits)));
  return scales.find(([, size]) => rounded >= size)?.[0] ?? '';
}

const sizeOf = (scale: Scale): number => scales.find(([name]) => name === scale)?.[1] ?? 1;
const withUnit = (number: string, unit: string): string => (unit === '' ? number : number + space + unit);

/** At most, or (for a figure that changes under one's eyes) always, so many digits. */
const significant = (digits: number, fixed: boolean): Intl.NumberFormatOptions => ({
  maximumSignificantDigits: digits,
  ...(fixed ? { minimumSignificantDigits: digits } : {}),
});

/** `25.58 M`, `379 k`, `12`. With `fixed`, trailing zeros stay where there is a unit: `3.90 G`. */
export function formatCount(value: number, digits = 4, fixed = false): string {
  const scale = scaleOf(value, digits);
  return withUnit(format(value / sizeOf(scale), significant(digits, fixed && scale !== '')), scale);
}

/** A difference: `+19.2 k`, `−1.02 M`, `0`. */
export function formatSigned(value: number, digits = 3): string {
  const scale = scaleOf(value, digits);
  const number = format(value / sizeOf(scale), {
    maximumSignificantDigits: digits,
    signDisplay: 'exceptZero',
  });
  return withUnit(number, scale);
}

/**
 * A difference in the scale of the figure it stands beside, without writing it: `+0.24` next to `4.33 GMACs`. What would
 * round to nothing there, or run to four digits, takes a scale of its own and says its unit: `+2.51 MMACs`.
 */
export function formatSignedBeside(value: number, scale: Scale, unit: string, fractionDigits = 2): string {
  const scaled = Math.abs(value / sizeOf(scale));
  const fits = value === 0 || (scaled >= 0.5 * 10 ** -fractionDigits && scaled < 999.5);
  if (!fits) {
    const own = formatSigned(value);
    return scaleOf(value) === '' ? own + space + unit : own + unit;
  }
  return format(value / sizeOf(scale), {
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
    signDisplay: 'exceptZero',
  });
}

/** Every digit: `25,557,032`. */
export const formatExact = (value: number): string => format(value, { maximumFractionDigits: 20 });

/** Every digit and the sign: `+19,232`. */
export const formatExactSigned = (value: number): string =>
  format(value, { maximumFractionDigits: 20, signDisplay: 'exceptZero' });

/** Decimal units, three digits: `47.7 MB`. */
export function formatBytes(bytes: number, digits = 3, fixed = false): string {
  const scale = scaleOf(bytes, digits);
  return withUnit(format(bytes / sizeOf(scale), significant(digits, fixed && scale !== '')), `${scale}B`);
}

/** `0.52 ms`, `18 ms`, `1.2 s`. */
export function formatMs(ms: number): string {
  if (ms >= 999.5) return withUnit(format(ms / 1000, { maximumFractionDigits: 1 }), 's');
  if (ms >= 9.95) return withUnit(format(ms, { maximumFractionDigits: 0 }), 'ms');
  return withUnit(format(ms, { maximumSignificantDigits: 2 }), 'ms');
}

/** A measured value of unknown size: at most `digits` significant digits, in powers of ten where it is extreme. */
export function formatValue(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const extreme = size !== 0 && (size < 1e-3 || size >= 1e6);
  return format(value, {
    maximumSignificantDigits: digits,
    ...(extreme ? { notation: 'scientific' as const } : {}),
  });
}

/** A share of 1 as `71.0%`; what is there but would round to nothing is `<0.1%`. */
export function formatPercent(share: number, fractionDigits = 1): string {
  const least = 10 ** -(fractionDigits + 2);
  const digits = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  if (share > 0 && share < least / 2) return `<${format(least, { style: 'percent', ...digits })}`;
  return format(share, { style: 'percent', ...digits });
}

/** Sizes as they are: `64 × 3 × 7 × 7`. For stored tensors. */
export const formatDims = (dims: readonly number[]): string => dims.join(' × ');

/** Of an activation, without the batch of one: `[1, 512, 28, 28]` is `512 × 28 × 28`. */
export const formatShape = (shape: readonly number[]): string =>
  formatDims(shape.length > 1 ? shape.slice(1) : shape);
