/** The result of a check in words, for the panel and as text. */
import { buildGraph } from '../../arch/build.ts';
import { nameOf } from '../../arch/names/specText.ts';
import type { FamilySpec } from '../../arch/types.ts';
import { indexOf, nodeOf } from '../../graph/queries.ts';
import type { NodeId } from '../../graph/types.ts';
import { byPart, type CheckReport, passes, tolerance, worseOf, worstOf } from '../../runtime/check/index.ts';
import type { LayerDeviation } from '../../runtime/check/checker.ts';
import { within } from '../../runtime/check/deviation.ts';
import { placeOf } from '../../runtime/nodeTensors.ts';
import { t } from '../../text/index.ts';
import { formatDims, formatMs, formatValue } from '../../ui/format.ts';

const digits = 2;
export const figure = (value: number): string => formatValue(value, digits);
/** Values that differ little are told apart by their later digits. */
const exact = (value: number): string => formatValue(value, 6);

export const sizeOf = ({ inputHeight, inputWidth }: FamilySpec): string =>
  formatDims([inputHeight, inputWidth]);

/** The layer as its checkpoint calls it. */
export const layerName = (spec: FamilySpec, node: NodeId): string => placeOf(buildGraph(spec), node);

/** Where in a layer's output a value stands. */
export function positionOf(spec: FamilySpec, { node }: LayerDeviation, at: number): string {
  const [, , height = 1, width = 1] = nodeOf(buildGraph(spec), node).shape;
  const channel = Math.floor(at / (height * width));
  if (height * width === 1) return t('check.place.vector', { channel });
  const inMap = at % (height * width);
  return t('check.place.map', { channel, row: Math.floor(inMap / width), column: inMap % width });
}

/** What the check found, in one sentence. */
export function verdictOf({ backend, layers, first, spec, stored }: CheckReport): string {
  const values = { backend: t(`app.backend.${backend}`), count: layers.length };
  if (first) return t('check.verdict.wrong', { ...values, layer: layerName(spec, first.node) });
  if (stored && !stored.ok) return t('check.verdict.storedWrong');
  return t('check.verdict.right', values);
}

/** The first layer that deviates; where none does, the one that is furthest off. */
export function detailOf({ first, worst, spec }: CheckReport): string {
  const shown = first ?? worst;
  const { relative, absolute, at, actual, expected } = worseOf(shown);
  const place = positionOf(spec, shown, at);
  if (first === null) {
    const layer = layerName(spec, shown.node);
    return t('check.worst', { relative: figure(relative), absolute: figure(absolute), layer, place });
  }
  const off = t('check.first', {
    relative: figure(relative),
    actual: exact(actual),
    expected: exact(expected),
    place,
  });
  const onlyFused = first.alone !== null && within(first.alone, tolerance);
  return onlyFused ? `${off} ${t('check.onlyFused')}` : off;
}

export function storedOf({ stored }: CheckReport): string {
  if (stored === null) return t('check.stored.none');
  const values = {
    size: sizeOf(stored.spec),
    logits: figure(stored.logits),
    norm: figure(stored.norm),
    top: t(stored.top5 ? 'check.stored.top.same' : 'check.stored.top.other'),
  };
  return t(stored.ok ? 'check.stored.right' : 'check.stored.wrong', values);
}

export const limitText = (): string =>
  t('check.limit', { limit: figure(tolerance), rounding: figure(1e-6), mistake: figure(1e-2) });

/** What was checked, and how long it took. */
export const subjectOf = ({ spec, ms }: CheckReport): string =>
  t('check.of', { name: nameOf(spec).name, size: sizeOf(spec), time: formatMs(ms) });

export interface PartRow {
  readonly part: string;
  readonly title: string;
  readonly count: number;
  readonly worst: LayerDeviation;
  readonly right: boolean;
}

export function partRows({ spec, layers }: CheckReport): readonly PartRow[] {
  const { region } = indexOf(buildGraph(spec));
  return byPart(spec, layers).map(({ part, layers: own }) => {
    const { kind, index } = region.get(part) ?? { kind: 'stage', index: 0 };
    const title =
      kind === 'stem' || kind === 'head' ? t(`check.part.${kind}`) : t('check.part.stage', { index });
    return { part, title, count: own.length, worst: worstOf(own), right: own.every(passes) };
  });
}

const rightOrWrong = (right: boolean): string => t(right ? 'check.right' : 'check.wrong');

/** All of it, for an e-mail or an issue. Lines; columns are separated by tabs. */
export function reportText(report: CheckReport): string {
  const { spec, layers } = report;
  const line = (title: string, layer: LayerDeviation, right: boolean): string => {
    const { relative, absolute } = worseOf(layer);
    const cells = [
      title,
      figure(relative),
      figure(absolute),
      layerName(spec, layer.node),
      rightOrWrong(right),
    ];
    return cells.join('\t');
  };
  const head = (['part', 'relative', 'absolute', 'where', 'verdict'] as const).map((key) =>
    t(`check.table.${key}`),
  );
  const wrong = layers.filter((layer) => !passes(layer));
  return `${[
    verdictOf(report),
    detailOf(report),
    storedOf(report),
    limitText(),
    subjectOf(report),
    '',
    head.join('\t'),
    ...partRows(report).map(({ title, worst, right }) => line(title, worst, right)),
    ...(wrong.length > 0
      ? ['', ...wrong.slice(0, 20).map((layer) => line('', layer, false).trimStart())]
      : []),
  ].join('\n')}\n`;
}
