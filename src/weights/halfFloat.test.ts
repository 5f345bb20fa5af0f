import { describe, expect, it } from 'vitest';
import { bfloatToFloat, floatToBfloat, floatToHalf, halfToFloat } from './halfFloat.ts';

const every = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

/** The patterns that came back as others; one NaN may become another. */
const changed = (back: Uint16Array, infinity: number): readonly number[] =>
  [...every].filter((bits) => {
    const result = back[bits] ?? -1;
    return (bits & 0x7fff) > infinity ? (result & 0x7fff) <= infinity : result !== bits;
  });

describe('half precision', () => {
  it.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3c00, 1],
    [0xc500, -5],
    [0x3555, 0.333251953125],
    [0x7bff, 65504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])('0x%s is %s', (bits, value) => {
    expect(halfToFloat(Uint16Array.of(bits))[0]).toBe(value);
  });

  it('survives the way to float32 and back, all 65 536 of it', () => {
    expect(changed(floatToHalf(halfToFloat(every)), 0x7c00)).toEqual([]);
  });

  it.each([
    [1 + 2 ** -11, 1],
    [1 + 3 * 2 ** -11, 1 + 2 ** -9],
    [1 + 2 ** -11 + 2 ** -20, 1 + 2 ** -10],
    [65519, 65504],
    [65520, Number.POSITIVE_INFINITY],
    [1e30, Number.POSITIVE_INFINITY],
    [2 ** -25, 0],
    [2 ** -25 * 1.01, 2 ** -24],
    [3 * 2 ** -25, 2 ** -23],
    [-1e-9, -0],
    [2 ** -14 - 2 ** -26, 2 ** -14],
    [1e-40, 0],
  ])('rounds %s to %s', (value, rounded) => {
    expect(halfToFloat(floatToHalf(Float32Array.of(value)))[0]).toBe(rounded);
  });
});

describe('bfloat16', () => {
  it('survives the way to float32 and back, all 65 536 of it', () => {
    expect(changed(floatToBfloat(bfloatToFloat(every)), 0x7f80)).toEqual([]);
  });

  it.each([
    [1 + 2 ** -8, 1],
    [1 + 3 * 2 ** -8, 1 + 2 ** -6],
    [3.4e38, Number.POSITIVE_INFINITY],
    [-3.3e38, -3.2965e38],
  ])('rounds %s to about %s', (value, rounded) => {
    const [result = 0] = bfloatToFloat(floatToBfloat(Float32Array.of(value)));
    if (Number.isFinite(rounded)) expect(Math.abs(result / rounded - 1)).toBeLessThan(1e-3 * 0.5);
    else expect(result).toBe(rounded);
  });
});
