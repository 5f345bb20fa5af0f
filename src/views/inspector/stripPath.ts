/** The outline of a strip of bars, as one path: 2048 bars are drawn as fast as 10. */
import { extent, scaleLinear } from 'd3';

/**
 * Bars of `values` in `order` from the zero line, in a box of `width` x `height`. Values that are not finite leave a gap.
 * `zero` is the height of the zero line.
 */
export function stripPath(
  values: Float32Array,
  order: Int32Array,
  width: number,
  height: number,
): { path: string; zero: number } {
  const finite = values.filter(Number.isFinite);
  const [low = 0, high = 0] = extent(finite);
  const y = scaleLinear([Math.min(0, low), Math.max(0, high) || (low < 0 ? 0 : 1)], [height, 0]);
  const zero = y(0);
  const step = width / Math.max(1, order.length);
  const number = (value: number): string => String(Math.round(value * 100) / 100);
  let path = `M0 ${number(zero)}`;
  order.forEach((index, place) => {
    const value = values[index] as number;
    const top = Number.isFinite(value) ? y(value) : zero;
    path += `V${number(top)}H${number((place + 1) * step)}`;
  });
  return { path: `${path}V${number(zero)}Z`, zero };
}
