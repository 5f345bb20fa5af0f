/** The table of trained nets in words, for the page and for the README. */
import { buildGraph } from '../../arch/build.ts';
import { changedOptions, optionValue } from '../../arch/spec.ts';
import { graphTotals } from '../../graph/queries.ts';
import { t } from '../../text/index.ts';
import { formatBytes, formatCount, formatPercent } from '../../ui/format.ts';
import type { TrainedNet } from '../../weights/trained/index.ts';
import { compareTrained, type Verdict } from '../../weights/trained/stats.ts';
import { optionLabel, valueLabel } from '../specification/choices.ts';

export interface TrainedRow {
  readonly id: string;
  readonly tweaks: string;
  readonly params: string;
  readonly macs: string;
  readonly size: string;
  readonly top1: string;
  readonly runs: string;
  /** In points of a hundred; empty for the base and where there is no base. */
  readonly difference: string;
  readonly verdict: Verdict;
}

export const trainedColumns = [
  'net',
  'tweaks',
  'params',
  'macs',
  'size',
  'top1',
  'runs',
  'difference',
] as const;

/** What the stem's width follows from by itself. */
const implied: ReadonlySet<string> = new Set(['stemWidth']);

/** What a net does otherwise than the base net, option by option. */
function tweaksOf(net: TrainedNet, base: TrainedNet): string {
  const words = changedOptions(base.spec, net.spec)
    .filter((option) => !implied.has(option))
    .map((option) => {
      const name = optionLabel(net.spec, option).toLowerCase();
      return `${name} ${valueLabel(option, optionValue(net.spec, option))}`;
    });
  return words.length === 0 ? t('trained.verdict.base') : words.join(' · ');
}

const points = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const fine = (share: number): string => formatPercent(share, 2);

/** A net beside the base net. Minus signs are minus signs. */
export function trainedRow(net: TrainedNet, base: TrainedNet | null): TrainedRow {
  const { params, macs } = graphTotals(buildGraph(net.spec));
  const { spread, difference, verdict } = compareTrained(net, base);
  const mean = fine(spread.mean);
  return {
    id: net.id,
    tweaks: base ? tweaksOf(net, base) : '',
    params: formatCount(params, 3, true),
    macs: formatCount(macs, 3, true),
    size: formatBytes(net.bytes),
    top1: fine(net.top1),
    runs:
      spread.deviation === null
        ? t('trained.runs.one', { mean })
        : t('trained.runs', {
            mean,
            deviation: (100 * spread.deviation).toFixed(2),
            count: spread.count,
          }),
    difference:
      difference === null || verdict === 'base' ? '' : points.format(100 * difference).replace('-', '−'),
    verdict,
  };
}
