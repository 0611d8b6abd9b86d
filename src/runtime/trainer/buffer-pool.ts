/** Arrays that were fed and may be written again: memory that is new costs more than what is written to it. */
import type { Feeds, TensorData } from '../engines/index.js';

export interface BufferPool {
  /** Arrays of a length; what is in them is of no meaning. */
  floats(length: number): Float32Array;
  ints(length: number): Int32Array;
  bytes(length: number): Uint8Array;
  /** Give back the arrays of a step that is done. */
  release(feeds: Feeds): void;
}

/** Arrays kept of each kind: more than steps on their way have of it. The rest was not taken from here. */
const MAX_BUFFERS_PER_SIZE = 12;

export function createBufferPool(): BufferPool {
  const lying = new Map<string, TensorData[]>();
  const kindOf = (array: TensorData) => `${array.constructor.name} ${array.length}`;
  const take = <T extends TensorData>(make: new (length: number) => T, length: number): T =>
    (lying.get(`${make.name} ${length}`)?.pop() as T | undefined) ?? new make(length);
  return {
    floats: (length) => take(Float32Array, length),
    ints: (length) => take(Int32Array, length),
    bytes: (length) => take(Uint8Array, length),
    release(feeds) {
      for (const array of Object.values(feeds)) {
        if (typeof array === 'number') continue;
        const kind = kindOf(array);
        const same = lying.get(kind) ?? [];
        if (same.length < MAX_BUFFERS_PER_SIZE) same.push(array);
        lying.set(kind, same);
      }
    },
  };
}
