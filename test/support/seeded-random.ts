import { mulberry32 } from '../../bench/mulberry32.mjs';

/** Seeded pseudo-random numbers, the same on every machine (mulberry32). */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** An integer in [from, to). */
  whole(from: number, to: number): number;
  uniform(size: number, from?: number, to?: number): Float32Array;
  normal(size: number): Float32Array;
  bytes(size: number): Uint8Array;
  permutation(size: number): Int32Array;
}

export function random(seed: number): Random {
  const next = mulberry32(seed);
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from));
  return {
    next,
    whole,
    uniform: (size, from = 0, to = 1) =>
      Float32Array.from({ length: size }, () => from + next() * (to - from)),
    normal: (size) =>
      Float32Array.from(
        { length: size },
        () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
      ),
    bytes: (size) => Uint8Array.from({ length: size }, () => whole(0, 256)),
    permutation(size) {
      const order = Int32Array.from({ length: size }, (_, at) => at);
      for (let at = size - 1; at > 0; at--) {
        const other = whole(0, at + 1);
        [order[at], order[other]] = [order[other] as number, order[at] as number];
      }
      return order;
    },
  };
}
