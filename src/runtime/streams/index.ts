/** A named stream of random numbers, addressed by position. */
export interface Stream {
  /** Uniform bytes, from the `position`-th of the stream on. */
  bytes(position: number, out: Uint8Array): void;
  /** float32 in [0, 1). */
  uniform(position: number, out: Float32Array): void;
  /** float32, mean 0, standard deviation 1. */
  normal(position: number, out: Float32Array): void;
  /** The `index`-th random order of 0 .. n-1. */
  permutation(index: number, n: number): Int32Array;
}

export function stream(_seed: number, _name: string): Stream {
  throw new Error('not there yet');
}
