/** A pool of feed buffers: allocating an array costs more than filling it. */
import type { StepFeeds, TensorData } from '../engines/index.js';

export interface BufferPool {
  /** Arrays of the given length; their content is undefined. */
  floats(length: number): Float32Array;
  ints(length: number): Int32Array;
  bytes(length: number): Uint8Array;
  /** Return the arrays of a finished step. */
  release(feeds: StepFeeds): void;
}

/**
 * Buffers kept per type and length: more than the steps in flight use. Arrays beyond that are left to the garbage
 * collector.
 */
const MAX_BUFFERS_PER_SIZE = 12;

export function createBufferPool(): BufferPool {
  const free = new Map<string, TensorData[]>();
  const kindOf = (array: TensorData) => `${array.constructor.name} ${array.length}`;
  const take = <T extends TensorData>(make: new (length: number) => T, length: number): T =>
    (free.get(`${make.name} ${length}`)?.pop() as T | undefined) ?? new make(length);
  return {
    floats: (length) => take(Float32Array, length),
    ints: (length) => take(Int32Array, length),
    bytes: (length) => take(Uint8Array, length),
    release(feeds) {
      for (const array of Object.values(feeds)) {
        if (typeof array === 'number') continue;
        const kind = kindOf(array);
        const same = free.get(kind) ?? [];
        if (same.length < MAX_BUFFERS_PER_SIZE) same.push(array);
        free.set(kind, same);
      }
    },
  };
}
