import { expect, it } from 'vitest';
import { curvesOf, extended, type Stroke } from './strokes.ts';

const at = (x: number, y: number, press = 1) => ({ x, y, press });
const stroke = (...points: ReturnType<typeof at>[]): Stroke => ({ points, width: 0.1, ink: '#000000' });

it('leaves out points that lie on the last', () => {
  const line = stroke(at(0.5, 0.5));
  expect(extended(line, at(0.501, 0.5))).toBe(line);
  expect(extended(line, at(0.51, 0.5)).points).toHaveLength(2);
});

it('makes a dot of one point and a line of two', () => {
  expect(curvesOf(stroke(at(0.2, 0.3)))).toEqual([
    { from: at(0.2, 0.3), control: at(0.2, 0.3), to: at(0.2, 0.3), width: 0.1 },
  ]);
  expect(curvesOf(stroke(at(0, 0), at(1, 0)))).toMatchObject([{ from: at(0, 0), to: at(1, 0) }]);
});

it('joins curves end to end, from the first point to the last, as wide as they are pressed', () => {
  const curves = curvesOf(stroke(at(0, 0), at(0.2, 0.4, 0.5), at(0.6, 0.4, 1.5), at(1, 1)));
  expect(curves).toHaveLength(2);
  expect(curves[0]?.from).toEqual(at(0, 0));
  expect(curves[0]?.to).toEqual(curves[1]?.from);
  expect(curves[1]?.to).toEqual(at(1, 1));
  expect(curves.map(({ width }) => width)).toEqual([0.05, expect.closeTo(0.15, 9)]);
});
