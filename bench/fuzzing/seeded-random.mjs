/** Seeded random choices, the same on every machine (mulberry32). */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  /** An integer in [0, below). */
  const whole = (below) => Math.floor(next() * below);
  return { next, whole, of: (list) => list[whole(list.length)], happens: (share) => next() < share };
}

/**
 * The random choices of one mutant. They depend on the seed and its number only, so that each mutant can be made
 * alone.
 */
export const chanceOf = (seed, number) =>
  chance((Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) >>> 0);
