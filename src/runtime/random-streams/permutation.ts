import type { Keystream, CounterRegion } from './keystream.js';
import { forEachWordChunk } from './random-words.js';

const WORD_VALUES = 2 ** 32;

/**
 * A uniformly random permutation of 0 .. n-1: Fisher-Yates with rejection sampling (Knuth, The Art of Computer
 * Programming 2, 3.4.2, algorithm P). The number of words that a permutation consumes is not known in advance, so it
 * has a region of its own.
 */
export function randomPermutation(source: Keystream, at: CounterRegion, n: number): Int32Array {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  let last = n - 1;
  for (let position = 0; last > 0;) {
    const count = last + 8;
    forEachWordChunk(source, at, position, count, (words, _start, length) => {
      for (let i = 0; i < length && last > 0; i++) {
        const word = words[i]!;
        const sides = last + 1;
        if (word >= Math.floor(WORD_VALUES / sides) * sides) continue;
        const other = word - Math.floor(word / sides) * sides;
        const held = order[last]!;
        order[last] = order[other]!;
        order[other] = held;
        last--;
      }
      return last > 0 ? undefined : false;
    });
    position += count;
  }
  return order;
}
