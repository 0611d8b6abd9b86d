import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesOf, checked, classesOf, idxFile, open, refusal, temporary } from './support.js';

const folder = temporary();
const pixels = Uint8Array.from({ length: 3 * 2 * 4 }, (_, i) => i * 10);

async function files(named: Record<string, Uint8Array>) {
  for (const [name, bytes] of Object.entries(named)) await writeFile(join(folder(), name), bytes);
}

const entry = (more = '', images = 'images.idx', labels = 'labels.idx') =>
  `{source: idx, images: ${images}, labels: ${labels}, size: [2, 4], classes: 3${more}}`;

describe('idx', () => {
  it('reads gray pictures and their labels, packed or not', async () => {
    await files({
      'images.idx': idxFile([3, 2, 4], pixels),
      'images.idx.gz': gzipSync(idxFile([3, 2, 4], pixels)),
      'labels.idx': idxFile([3], [2, 0, 1]),
    });
    const plain = await open(entry(), { base: folder() });
    const set = plain.split('train');
    expect(set.fields).toEqual({
      image: { shape: [2, 4, 1], dtype: 'float32', role: 'image' },
      label: { shape: [3], dtype: 'float32', role: 'label' },
    });
    expect(classesOf(set)).toEqual([2, 0, 1]);
    expect([...bytesOf(set, 1)]).toEqual([80, 90, 100, 110, 120, 130, 140, 150]);
    expect(plain.simulated).toBe(false);
    expect(plain.origin).toBe(`${join(folder(), 'images.idx')}, ${join(folder(), 'labels.idx')}`);

    const packed = await open(entry('', 'images.idx.gz'), { base: folder() });
    expect(packed.hash).toBe(plain.hash);
  });

  it('is known by its bytes', async () => {
    await files({ 'images.idx': idxFile([3, 2, 4], pixels), 'labels.idx': idxFile([3], [2, 0, 1]) });
    const before = await open(entry(), { base: folder() });
    await files({ 'labels.idx': idxFile([3], [2, 0, 2]) });
    const after = await open(entry(), { base: folder() });
    expect(after.hash).not.toBe(before.hash);
    expect(classesOf(before.split('train'))).toEqual([2, 0, 1]);
  });

  it('looks in the data directory first, then beside the graph', async () => {
    await files({ 'images.idx': idxFile([3, 2, 4], pixels), 'labels.idx': idxFile([3], [2, 0, 1]) });
    const { origin } = await open(entry(), { directory: folder(), base: '/nowhere' });
    expect(origin).toContain(join(folder(), 'images.idx'));
    expect((await open(entry(), { directory: '/nowhere', base: folder() })).origin).toBe(origin);
    const refused = await refusal(entry('', 'none.idx'), { directory: '/nowhere', base: folder() });
    expect(refused).toContain('none.idx could not be found. Tried:');
    expect(refused).toContain(
      `  - /nowhere/none.idx: is not there\n  - ${join(folder(), 'none.idx')}: is not there`,
    );
    expect(refused).toContain('Check the path');
  });

  it.each<[string, Record<string, Uint8Array>, string]>([
    [
      'pictures of another size',
      { 'images.idx': idxFile([3, 4, 2], pixels) },
      'images.idx is [3, 4, 2]; [examples, 2, 4] is expected. If the file is right, write size: [4, 2].',
    ],
    [
      'labels where pictures should be',
      { 'images.idx': idxFile([3], [2, 0, 1]) },
      'images.idx is [3]; [examples, 2, 4] is expected.',
    ],
    [
      'fewer labels than pictures',
      { 'labels.idx': idxFile([2], [2, 0]) },
      'labels.idx is [2]; a label for each of the 3 pictures is expected.',
    ],
    [
      'a class too many',
      { 'labels.idx': idxFile([3], [2, 0, 3]) },
      'labels.idx holds class 3; classes: 3 means 0 to 2.',
    ],
    [
      'nothing in it',
      { 'images.idx': idxFile([0, 2, 4], []), 'labels.idx': idxFile([0], []) },
      'its split train is empty',
    ],
    [
      'a packed file that is cut off',
      { 'images.idx': gzipSync(idxFile([3, 2, 4], pixels)).subarray(0, 25) },
      'images.idx is a damaged gzip file',
    ],
  ])('refuses %s, and names the file', async (_what, named, message) => {
    await files({
      'images.idx': idxFile([3, 2, 4], pixels),
      'labels.idx': idxFile([3], [2, 0, 1]),
      ...named,
    });
    const refused = await refusal(entry(), { base: folder() });
    expect(refused).toMatch(/^DataError: /);
    expect(refused).toContain(message);
    expect(refused).toContain(folder());
  });

  it.each([
    ['{source: idx, images: a.idx}', /`labels`/],
    ['{source: idx, images: a.idx, labels: b.idx, size: [28]}', /`size`/],
    ['{source: idx, images: a.idx, labels: b.idx, classes: 257}', /`classes`/],
  ])('%s is refused when the graph is checked', (wrong, message) => {
    const { program, diagnostics } = checked(wrong);
    expect(program).toBeUndefined();
    expect(diagnostics.map((one) => one.message).join('\n')).toMatch(message);
  });
});
