import { memo } from 'react';
import type { Figures } from '../../runtime/contract.ts';
import { t } from '../../text/index.ts';
import { formatExact, formatValue } from '../../ui/index.ts';
import { histogramBars, zeroLine } from './histogram.ts';

const width = 300;
const height = 56;

/** How values are spread, from the smallest to the largest. */
export const Histogram = memo(function Histogram({ figures }: { readonly figures: Figures }) {
  const zero = zeroLine(figures, width);
  const ends = { min: formatValue(figures.min), max: formatValue(figures.max) };
  return (
    <figure className="insp-histogram">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img">
        <title>{t('inspect.histogram', { ...ends, mean: formatValue(figures.mean) })}</title>
        {zero === null ? null : <line className="insp-zero" x1={zero} x2={zero} y1={0} y2={height} />}
        {histogramBars(figures, width, height).map((bar) => (
          <rect key={bar.from} x={bar.x} y={bar.y} width={bar.width} height={bar.height}>
            <title>
              {t('inspect.bin', {
                from: formatValue(bar.from),
                to: formatValue(bar.to),
                values: formatExact(bar.count),
              })}
            </title>
          </rect>
        ))}
      </svg>
      <figcaption>
        <span>{ends.min}</span>
        <span className="insp-faint">{t('inspect.histogram.height')}</span>
        <span>{ends.max}</span>
      </figcaption>
    </figure>
  );
});
