import type { Keystream, CounterRegion } from './keystream.js';

/** Chunk size in words: fits in a core's L1/L2 cache. */
const CHUNK_WORDS = 16_384;

const scratch = new Uint32Array(CHUNK_WORDS);
const scratchBytes = new Uint8Array(scratch.buffer);
const bigEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 0;

/**
 * Reads `count` words of a region from position `position` on, four bytes each, little-endian on every machine. They
 * are passed in chunks, `words[0 .. length)` being those from `start` on; the buffer is reused after each call.
 * `take` may return `false` to stop.
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
