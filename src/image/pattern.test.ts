import { describe, expect, it } from 'vitest';
import { patternImage } from './pattern.ts';

describe('patternImage', () => {
  const image = patternImage(3, 224, 224);
  const at = (c: number, y: number, x: number) => image[(c * 224 + y) * 224 + x];

  it('has the listed values', () => {
    expect([at(0, 0, 0), at(0, 0, 1), at(1, 0, 0), at(1, 1, 1)]).toEqual([
      0, 0.04997916892170906, 0.7214918732643127, 0.7588695287704468,
    ]);
    expect([at(2, 223, 223), at(0, 111, 112), at(2, 17, 200)]).toEqual([
      0.12607276439666748, 0.5537160634994507, -0.5410377979278564,
    ]);
  });

  it('has the listed sums of bits and of values', () => {
    expect(new Uint32Array(image.buffer).reduce((sum, bits) => (sum + bits) >>> 0, 0)).toBe(4097850987);
    expect(image.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1835.4175581377704, 8);
  });

  it('gives one channel of another size by the same formula', () => {
    const small = patternImage(1, 2, 5);
    expect(small).toHaveLength(10);
    expect(small[6]).toBe(at(0, 1, 1));
  });
});
