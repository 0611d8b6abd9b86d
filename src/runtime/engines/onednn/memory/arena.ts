/**
 * The memory of a session: one shared WebAssembly memory, so that JavaScript, WebAssembly and oneDNN see the same bytes.
 * It grows in place: its address space of 4 GiB is reserved from the start.
 */
import { createWasmMemory, PAGE_BYTES, type WasmMemory } from '../wasm/index.js';
import { aligned } from './place-buffers.js';

export interface Arena {
  readonly memory: WasmMemory;
  /** Address of the first byte. */
  readonly base: number;
  /** Reserves bytes; freed ones are used again. Throws ArenaFullError. */
  allocate(bytes: number): number;
  free(offset: number, bytes: number): void;
  bytes(offset: number, length: number): Uint8Array;
  floats(offset: number, length: number): Float32Array;
  ints(offset: number, length: number): Int32Array;
}

/** A step needs more than the 4 GiB that WebAssembly can address. */
export class ArenaFullError extends Error {}

/** @param addressOf the address of an array's first byte */
export function createArena(addressOf: (array: Uint8Array) => number): Arena {
  const memory = createWasmMemory(1);
  const base = addressOf(new Uint8Array(memory.buffer));
  let top = 0;
  const holes: { offset: number; bytes: number }[] = [];

  return {
    memory,
    base,
    allocate(wanted) {
      const bytes = aligned(wanted);
      const hole = holes.find((one) => one.bytes >= bytes);
      if (hole) {
        const { offset } = hole;
        hole.offset += bytes;
        hole.bytes -= bytes;
        return offset;
      }
      const pages = Math.ceil((top + bytes) / PAGE_BYTES) - memory.buffer.byteLength / PAGE_BYTES;
      if (pages > 0) {
        try {
          memory.grow(pages);
        } catch (error) {
          throw new ArenaFullError(`no memory for it (requested buffer of size ${bytes})`, { cause: error });
        }
      }
      const offset = top;
      top += bytes;
      return offset;
    },
    free: (offset, bytes) => void holes.push({ offset, bytes: aligned(bytes) }),
    // Views are made of the current buffer: a grown memory has a new one over the same bytes.
    bytes: (offset, length) => new Uint8Array(memory.buffer, offset, length),
    floats: (offset, length) => new Float32Array(memory.buffer, offset, length),
    ints: (offset, length) => new Int32Array(memory.buffer, offset, length),
  };
}
