/**
 * Repeatable chance for experiments: the same seed gives the same draws on every machine. The generator is mulberry32
 * (32 bits of state), good enough for choosing blocks. Numbers are in [0, 1).
 */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` different entries of a list, in the list's order; every choice is equally likely. */
export function sampleOf<T>(list: readonly T[], count: number, random: () => number): readonly T[] {
  let wanted = Math.min(count, list.length);
  return list.filter((_, at) => {
    const take = random() * (list.length - at) < wanted;
    if (take) wanted -= 1;
    return take;
  });
}
