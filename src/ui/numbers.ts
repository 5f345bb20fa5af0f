/** What a number field does with what is typed and with the arrow keys. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  /** Whole numbers only; so by default. */
  readonly whole?: boolean;
}

/** The number that a text says, or null for what is none, not whole, or out of range. */
export function readNumber(text: string, { min, max, whole = true }: NumberRange): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return null;
  const value = Number(trimmed);
  return value < min || value > max || (whole && !Number.isInteger(value)) ? null : value;
}

/** The next value up or down, within the range. Doubling goes through the powers of two: 48 up is 64, down is 32. */
export function stepNumber(
  value: number,
  direction: 1 | -1,
  { min, max, step = 1 }: NumberRange,
  doubling = false,
): number {
  const clamp = (next: number): number => Math.min(max, Math.max(min, next));
  if (!doubling || value <= 0) return clamp(Number((value + direction * step).toPrecision(12)));
  const exponent = Math.log2(value);
  return clamp(2 ** (direction === 1 ? Math.floor(exponent) + 1 : Math.ceil(exponent) - 1));
}
