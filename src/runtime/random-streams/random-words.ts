import type { Keystream, CounterRegion } from './keystream.js';

/** Words a time: as many as stay in a core's own cache while they are turned into numbers. */
const CHUNK_WORDS = 16_384;

const scratch = new Uint32Array(CHUNK_WORDS);
const scratchBytes = new Uint8Array(scratch.buffer);
const bigEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 0;

/**
 * The `count` words of a region from the `position`-th on, four bytes each, little-endian on every machine. They are
 * handed over a piece at a time, `words[0 .. length)` standing for those from `start` on; a piece is gone after the
 * call. `take` may say `false` to have no more.
 */
export function forEachWordChunk(
  source: Keystream,
  at: CounterRegion,
  position: number,
  count: number,
  take: (words: Uint32Array, start: number, length: number) => void | false,
): void {
  for (let start = 0; start < count; start += CHUNK_WORDS) {
    const length = Math.min(CHUNK_WORDS, count - start);
    const bytes = scratchBytes.subarray(0, length * 4);
    source(at, (position + start) * 4, bytes);
    if (bigEndian) Buffer.from(bytes.buffer, 0, bytes.length).swap32();
    if (take(scratch, start, length) === false) return;
  }
}
