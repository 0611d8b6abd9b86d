/**
 * Counter-based random streams: a draw is addressed by the stream's name and a position, so no generator state is
 * stored.
 */
import { createKeystream } from './keystream.js';
import { normalFromWord } from './normal-quantile.js';
import { randomPermutation } from './permutation.js';
import { forEachWordChunk } from './random-words.js';

/**
 * A named stream of random numbers, addressed by position: a range gives the same numbers, whether it is read at once
 * or in parts. The four kinds of draws are independent of each other. All of them give the same bytes on every
 * machine and in every JavaScript engine, since they use only AES and exactly rounded arithmetic.
 */
export interface RandomStream {
  /** Uniform bytes, starting at element `position` of the stream. */
  bytes(position: number, out: Uint8Array): void;
  /** float32 in [0, 1), of 24 bits. */
  uniform(position: number, out: Float32Array): void;
  /** float32, mean 0, standard deviation 1; at most 6.34 from 0. */
  normal(position: number, out: Float32Array): void;
  /** The `index`-th random permutation of 0 .. n-1, uniformly distributed. `index` is below 2^32. */
  permutation(index: number, n: number): Int32Array;
}

const BYTES = { lane: 0, region: 0 };
const UNIFORM = { lane: 1, region: 0 };
const NORMAL = { lane: 2, region: 0 };
const PERMUTATION = 3;

/** Streams with different seeds or names are independent. A name is any text. */
export function randomStream(seed: number, name: string): RandomStream {
  const source = createKeystream(seed, name);
  return {
    bytes: (position, out) => source(BYTES, position, out),
    uniform(position, out) {
      forEachWordChunk(source, UNIFORM, position, out.length, (words, start, length) => {
        for (let i = 0; i < length; i++) out[start + i] = (words[i]! >>> 8) / 2 ** 24;
      });
    },
    normal(position, out) {
      forEachWordChunk(source, NORMAL, position, out.length, (words, start, length) => {
        for (let i = 0; i < length; i++) out[start + i] = normalFromWord(words[i]!);
      });
    },
    permutation: (index, n) => randomPermutation(source, { lane: PERMUTATION, region: index }, n),
  };
}
