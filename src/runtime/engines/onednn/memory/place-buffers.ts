/** Where temporaries lie: buffers whose lifetimes don't overlap share memory. */

/** A piece of memory. Offsets of temporaries are relative to the area of their program. */
export interface Buffer {
  bytes: number;
  /** `temporary`: placed by lifetime; `fixed`: lies where `offset` says, for as long as its owner lives. */
  kind: 'temporary' | 'fixed';
  offset: number;
}

/** Cache lines, and room for a vector that reaches over the end. */
export const ALIGNMENT = 64;
export const aligned = (bytes: number): number => Math.ceil((bytes + 1) / ALIGNMENT) * ALIGNMENT;

/** A buffer and the first and the last instruction that touch it. */
export interface Lifetime {
  buffer: Buffer;
  first: number;
  last: number;
}

/**
 * Sets the offsets of temporaries: the largest first, each at the lowest place that is free through its lifetime.
 *
 * @returns the bytes that they take together
 */
export function placeBuffers(lifetimes: readonly Lifetime[]): number {
  const placed: Lifetime[] = [];
  let top = 0;
  for (const one of [...lifetimes].sort((a, b) => b.buffer.bytes - a.buffer.bytes)) {
    const size = aligned(one.buffer.bytes);
    let offset = 0;
    for (const other of placed) {
      if (other.first > one.last || other.last < one.first) continue;
      // `placed` is ordered by offset: the first gap that is large enough.
      if (offset + size <= other.buffer.offset) break;
      offset = Math.max(offset, other.buffer.offset + aligned(other.buffer.bytes));
    }
    one.buffer.offset = offset;
    top = Math.max(top, offset + size);
    const at = placed.findIndex(({ buffer }) => buffer.offset > offset);
    placed.splice(at < 0 ? placed.length : at, 0, one);
  }
  return top;
}
