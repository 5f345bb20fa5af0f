/** Seeded random numbers: the same seed gives the same pictures on every machine. */

/** FNV-1a of a text, as a seed. */
export function seedOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Numbers in [0, 1) by the mulberry32 recurrence, and what is commonly made of them. */
export function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const between = (low, high) => low + (high - low) * next();
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick: (list) => list[Math.floor(next() * list.length)],
    /** Normal distribution, by the sum of twelve uniform ones: its tails end at six deviations, which is far enough. */
    normal: (deviation) => {
      let sum = -6;
      for (let i = 0; i < 12; i += 1) sum += next();
      return sum * deviation;
    },
  };
}
