import { t } from '../../text/index.ts';
import { formatValue } from '../../ui/index.ts';
import { LineChart, type LineSeries } from './lineChart.tsx';

export interface SizeLine extends Omit<LineSeries, 'key'> {
  /** Root mean square behind each block, in order. */
  readonly values: readonly number[];
}

/** The size of what leaves each block, on a logarithmic scale; blocks are counted from 1. Nothing before it is known. */
export function SizeChart({ lines, label }: { readonly lines: readonly SizeLine[]; readonly label: string }) {
  const known = lines.filter(({ values }) => values.length > 0);
  const count = Math.max(0, ...known.map(({ values }) => values.length));
  return (
    <LineChart
      label={label}
      labels={Array.from({ length: count }, (_, at) => String(at + 1))}
      series={known.map((line) => ({ ...line, key: line.name }))}
      format={formatValue}
      scale="log"
      axis={t('try.chart.sizes')}
    />
  );
}
