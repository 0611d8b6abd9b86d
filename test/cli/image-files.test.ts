import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadImageFile as load } from '../../src/cli/commands/apply/inputs/index.js';
import type { ImageShape } from '../../src/runtime/index.js';

const loadImageFile = async (file: string, shape: ImageShape, folder: string) =>
  (await load(file, shape, folder)).values;

describe('loadImageFile', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lagraph-images-'));
    const red = {
      create: { width: 6, height: 4, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
    } as const;
    await sharp(red).png().toFile(join(folder, 'red.png'));
    await sharp(Buffer.alloc(8 * 8, 102), { raw: { width: 8, height: 8, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, 'gray.png'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('drops transparency without blending', async () => {
    const image = await loadImageFile('red.png', [2, 2, 3], folder);
    expect([...image]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]);
  });

  it('reads gray files into either kind of input', async () => {
    expect([...(await loadImageFile('gray.png', [1, 1, 1], folder))]).toEqual([Math.fround(0.4)]);
    expect([...(await loadImageFile('gray.png', [1, 1, 3], folder))]).toEqual(
      Array(3).fill(Math.fround(0.4)),
    );
  });

  it('says what is wrong with a file', async () => {
    await expect(loadImageFile('none.png', [1, 1, 1], folder)).rejects.toThrow('none.png: no such file');
    await expect(loadImageFile('.', [1, 1, 1], folder)).rejects.toThrow('. is a folder, not a file');
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    await expect(loadImageFile('pipe.png', [1, 1, 1], folder)).rejects.toThrow(
      'pipe.png is a pipe, not a file',
    );
  });
});
