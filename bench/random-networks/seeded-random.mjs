import { mulberry32 } from '../mulberry32.mjs';

/** Seeded pseudo-random numbers, the same on every machine. */
export function chanceOf(seed) {
  const next = mulberry32(Math.imul(seed, 0x9e3779b1) + 0x243f6a88);
  /** An integer between `from` and `to`, both included. */
  const whole = (from, to) => from + Math.floor(next() * (to - from + 1));
  const pick = (list) => list[whole(0, list.length - 1)];
  const chance = {
    next,
    whole,
    pick,
    maybe: (share) => next() < share,
    uniform: (from, to) => from + next() * (to - from),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    /** A random value of a list of [weight, value]. */
    weighted(list) {
      let left = next() * list.reduce((sum, [weight]) => sum + weight, 0);
      return list.find(([weight]) => (left -= weight) < 0)?.[1] ?? list.at(-1)[1];
    },
    shuffled(list) {
      const mixed = [...list];
      for (let at = mixed.length - 1; at > 0; at--) {
        const other = whole(0, at);
        [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
      }
      return mixed;
    },
  };
  return chance;
}
