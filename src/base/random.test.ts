import { expect, it } from 'vitest';
import { randomOf, sampleOf } from './random.ts';

it('repeats itself for a seed and not for another', () => {
  const draws = (seed: number) => Array.from({ length: 5 }, randomOf(seed));
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
  for (const draw of draws(0)) expect(draw >= 0 && draw < 1).toBe(true);
});

it('chooses every entry about equally often, and always as many as asked for', () => {
  const random = randomOf(1);
  const list = [0, 1, 2, 3, 4, 5, 6, 7];
  const hits = list.map(() => 0);
  for (let turn = 0; turn < 4000; turn += 1) {
    const chosen = sampleOf(list, 3, random);
    expect(new Set(chosen).size).toBe(3);
    for (const entry of chosen) hits[entry] = (hits[entry] ?? 0) + 1;
  }
  for (const hit of hits) expect(Math.abs(hit - 1500)).toBeLessThan(150);
  expect(sampleOf(list, 20, random)).toEqual(list);
});
