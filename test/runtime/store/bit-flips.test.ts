/** Every single bit of the store's files is flipped in turn, and the files read back. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findArtifact,
  lastCheckpoint,
  openStore,
  saveArtifact,
  saveCheckpoint,
  encodeChecksummedJson,
  quarantineArtifact,
  decodeChecksummedJson,
  type Store,
} from '../../../src/runtime/store/index.js';
import { description, ID, KEY, progress, tensors } from './store-fixtures.js';

let directory: string;
let store: Store;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lagraph-flips-'));
  store = openStore(directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Calls `each` with one bit of the file flipped, for every bit of it; then restores the file. */
async function withEachBit(path: string, each: (bit: number) => Promise<void>): Promise<void> {
  const whole = readFileSync(path);
  for (let bit = 0; bit < 8 * whole.length; bit++) {
    const broken = Buffer.from(whole);
    broken[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, broken);
    await each(bit);
  }
  writeFileSync(path, whole);
}

const two = new Map([...tensors(3, 1), ['b', { shape: [1, 1], data: Float32Array.of(0.5) }]]);

describe('a flipped bit', () => {
  it('is seen wherever it is in a checkpoint, which is not touched', async () => {
    const path = await saveCheckpoint(store, KEY, 10, { progress: progress(1), tensors: two });
    const accepted: number[] = [];
    await withEachBit(path, async (bit) => {
      const { checkpoint, broken } = await lastCheckpoint(store, KEY);
      if (checkpoint !== null || broken[0] !== path) accepted.push(bit);
    });
    expect(accepted).toEqual([]);
    expect((await lastCheckpoint(store, KEY)).checkpoint).toMatchObject({
      tensors: two,
      progress: progress(1),
    });
  }, 60_000);

  it('is seen wherever it is in an artifact', async () => {
    await saveArtifact(store, description(KEY), two);
    const place = join(directory, 'objects', KEY.slice(0, 2), ID);
    expect(readdirSync(place)).toHaveLength(2);
    for (const file of readdirSync(place)) {
      const accepted: number[] = [];
      await withEachBit(join(place, file), async (bit) => {
        if ((await findArtifact(store, ID)).status !== 'corrupt') accepted.push(bit);
      });
      expect(accepted, file).toEqual([]);
    }
    expect((await findArtifact(store, ID)).status).toBe('found');
  }, 60_000);

  it('is seen wherever it is in a sealed file', async () => {
    const value = { format: 2, run: 'a', phases: [{ name: '__proto__', value: 0.1 }] };
    const path = join(directory, 'sealed.json');
    writeFileSync(path, encodeChecksummedJson(value));
    expect(decodeChecksummedJson(readFileSync(path))).toEqual(value);
    await withEachBit(path, async () => expect(decodeChecksummedJson(readFileSync(path))).toBeNull());
  });
});

describe('an artifact that lost something', () => {
  it('is known to be broken, and can be set aside', async () => {
    await saveArtifact(store, description(KEY), two);
    const place = join(directory, 'objects', KEY.slice(0, 2), ID);
    for (const file of readdirSync(place)) {
      const whole = readFileSync(join(place, file));
      for (let length = 0; length < whole.length; length += 7) {
        writeFileSync(join(place, file), whole.subarray(0, length));
        expect((await findArtifact(store, ID)).status).toBe('corrupt');
      }
      writeFileSync(join(place, file), Buffer.concat([whole, Buffer.from(' ')]));
      expect((await findArtifact(store, ID)).status).toBe('corrupt');
      rmSync(join(place, file));
      expect((await findArtifact(store, ID)).status).toBe('corrupt');
      writeFileSync(join(place, file), whole);
    }
    rmSync(join(place, 'artifact.json'));
    expect(await quarantineArtifact(store, ID)).toContain('corrupt');
    expect(await findArtifact(store, ID)).toEqual({ status: 'absent' });
  });
});
