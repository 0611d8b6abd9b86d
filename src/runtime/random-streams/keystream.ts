/**
 * The key stream: AES-128 in counter mode (NIST SP 800-38A). The key is the first 16 bytes of the SHA-256 of the JSON
 * text `[seed, name]`. A counter block is four big-endian words: lane, region, and the number of the block in 64
 * bits. Lanes separate the kinds of draws of a stream; regions separate draws of one lane whose length is not known
 * in advance.
 */
import { createCipheriv, createHash } from 'node:crypto';

export interface CounterRegion {
  lane: number;
  /** Integer, 0 .. 2^32 - 1. */
  region: number;
}

/** Write the bytes of a region, starting at byte `position`. */
export type Keystream = (at: CounterRegion, position: number, out: Uint8Array) => void;

const BLOCK_BYTES = 16;

/** For at most so many bytes, encrypting counter blocks one by one (ECB) is faster than setting up a CTR cipher. */
const MAX_SINGLE_BLOCK_BYTES = 4096;

/** Bytes per call of the cipher: each call allocates a new buffer, and small ones are allocated faster. */
const CHUNK_BYTES = 65_536;

const zeros = Buffer.alloc(CHUNK_BYTES);
const counters = new DataView(new ArrayBuffer(MAX_SINGLE_BLOCK_BYTES + 2 * BLOCK_BYTES));

function writeCounter(view: DataView, offset: number, { lane, region }: CounterRegion, block: number) {
  view.setUint32(offset, lane);
  view.setUint32(offset + 4, region);
  view.setUint32(offset + 8, Math.floor(block / 2 ** 32));
  view.setUint32(offset + 12, block % 2 ** 32);
}

export function createKeystream(seed: number, name: string): Keystream {
  const key = createHash('sha256')
    .update(JSON.stringify([seed, name]))
    .digest()
    .subarray(0, BLOCK_BYTES);
  // A single encrypted counter block equals the corresponding block of counter mode.
  const single = createCipheriv('aes-128-ecb', key, null);
  single.setAutoPadding(false);

  const few: Keystream = (at, position, out) => {
    const first = Math.floor(position / BLOCK_BYTES);
    const skip = position - first * BLOCK_BYTES;
    const blocks = Math.ceil((skip + out.length) / BLOCK_BYTES);
    for (let i = 0; i < blocks; i++) writeCounter(counters, i * BLOCK_BYTES, at, first + i);
    const bytes = single.update(new Uint8Array(counters.buffer, 0, blocks * BLOCK_BYTES));
    out.set(bytes.subarray(skip, skip + out.length));
  };

  const many: Keystream = (at, position, out) => {
    const first = Math.floor(position / BLOCK_BYTES);
    const start = new DataView(new ArrayBuffer(BLOCK_BYTES));
    writeCounter(start, 0, at, first);
    const cipher = createCipheriv('aes-128-ctr', key, new Uint8Array(start.buffer));
    cipher.update(zeros.subarray(0, position - first * BLOCK_BYTES));
    for (let done = 0; done < out.length; done += CHUNK_BYTES) {
      out.set(cipher.update(zeros.subarray(0, Math.min(CHUNK_BYTES, out.length - done))), done);
    }
  };

  return (at, position, out) => (out.length <= MAX_SINGLE_BLOCK_BYTES ? few : many)(at, position, out);
}
