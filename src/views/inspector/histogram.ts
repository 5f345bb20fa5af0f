/** Bars of a histogram, ready to be drawn. */
import { scaleLinear, scaleSqrt } from 'd3';
import type { Figures } from '../../runtime/contract.ts';

export interface HistogramBar {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Bars in a box of `width` x `height`. Heights follow the square root of the counts, or the zeros behind a ReLU would
 * leave nothing of the rest to see; a bin with one value still shows.
 */
export function histogramBars(figures: Figures, width: number, height: number): readonly HistogramBar[] {
  const { histogram, min, max } = figures;
  const bins = histogram.length;
  if (bins === 0) return [];
  const x = scaleLinear([0, bins], [0, width]);
  const edge = scaleLinear([0, bins], [min, max]);
  const most = histogram.reduce((a, b) => Math.max(a, b), 0);
  const y = scaleSqrt([0, Math.max(1, most)], [0, height]);
  return Array.from(histogram, (count, i) => {
    const bar = count === 0 ? 0 : Math.max(1, y(count));
    return {
      x: x(i),
      width: Math.max(0.5, x(i + 1) - x(i) - 0.5),
      y: height - bar,
      height: bar,
      from: edge(i),
      to: edge(i + 1),
      count,
    };
  });
}

/** Where zero is along the width, or null when it is outside. */
export function zeroLine({ min, max }: Figures, width: number): number | null {
  if (!(min < 0 && max > 0)) return null;
  return scaleLinear([min, max], [0, width])(0);
}
