import { mulberry32 } from '../mulberry32.mjs';

/** Seeded random choices, the same on every machine. */
export function chance(seed) {
  const next = mulberry32(seed);
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
