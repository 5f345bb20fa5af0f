import type { ReactNode } from 'react';
import type { Figures } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatExact, formatPercent, formatValue } from '../../ui/index.ts';

export interface FigureRow {
  readonly label: string;
  readonly value: ReactNode;
  readonly title?: string;
}

/** Names on the left, numbers on the right. */
export function FigureList({ rows }: { readonly rows: readonly FigureRow[] }) {
  return (
    <dl className="insp-figures">
      {rows.map((row) => (
        <div key={row.label} title={row.title}>
          <dt>{row.label}</dt>
          <dd>{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}

export const figureRows = (figures: Figures): readonly FigureRow[] => [
  { label: t('inspect.figure.mean'), value: formatValue(figures.mean) },
  { label: t('inspect.figure.std'), value: formatValue(figures.std) },
  {
    label: t('inspect.figure.range'),
    value: `${formatValue(figures.min)} … ${formatValue(figures.max)}`,
  },
  { label: t('inspect.figure.zeros'), value: formatPercent(figures.zeros) },
];

/** Said plainly wherever numbers are broken. */
export function NotFinite({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <p className="insp-alarm" role="alert">
      <span className="insp-swatch" aria-hidden="true" />
      {t('inspect.notFinite', { count, exact: formatExact(count) })}
    </p>
  );
}
