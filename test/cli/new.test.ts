/** Starting from a published graph, through the command line. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

let folder = '';
beforeAll(async () => {
  build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-new-'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (...args: string[]) => lagraph(args, { cwd: folder });

describe('new', () => {
  it('lists the published graphs, each with what it is', async () => {
    const { code, out } = await at('new', '--list', '--json');
    expect(code).toBe(0);
    const list = JSON.parse(out) as { name: string; description: string }[];
    expect(list.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['signs-to-mnist', 'zoo/hub', 'examples/linker']),
    );
    for (const { description } of list) expect(description.length).toBeGreaterThan(10);
    expect((await at('new', '--list')).out).toMatch(/^graph +what it is\n/);
  });

  it('writes a graph with the parts that it imports, which another one may share', async () => {
    const first = await at('new', 'zoo/hub', 'sub/mine.yaml');
    expect(first).toEqual({ code: 0, out: 'wrote sub/parts/digits.yaml\nwrote sub/mine.yaml\n', err: '' });
    expect((await at('check', 'sub/mine.yaml')).code).toBe(0);
    expect(await at('new', 'zoo/beta-vae', 'sub/other.yaml')).toMatchObject({
      code: 0,
      out: 'wrote sub/other.yaml\n',
    });
    expect((await at('check', 'sub/other.yaml')).code).toBe(0);
  });

  it('takes the name of the graph where none is given', async () => {
    expect((await at('new', 'zoo/mixup')).out).toBe('wrote mixup.yaml\n');
    expect((await at('check', 'mixup.yaml')).code).toBe(0);
  });

  it('overwrites nothing', async () => {
    await writeFile(join(folder, 'there.yaml'), 'mine\n');
    expect(await at('new', 'zoo/mixup', 'there.yaml')).toEqual({
      code: 1,
      out: '',
      err: 'error: there.yaml is there already; nothing was written\nhelp: give another file name\n',
    });
    expect(await readFile(join(folder, 'there.yaml'), 'utf8')).toBe('mine\n');
    // Not even a part, if it is another one.
    const { err } = await at('new', 'zoo/hub', 'apart/mine.yaml');
    expect(err).toBe('');
    await writeFile(join(folder, 'apart/parts/digits.yaml'), 'lagraph: 1\n');
    const second = await at('new', 'zoo/beta-vae', 'apart/other.yaml');
    expect(second).toMatchObject({
      code: 1,
      err: expect.stringContaining('apart/parts/digits.yaml is there already'),
    });
    expect(await readdir(join(folder, 'apart'))).toEqual(['mine.yaml', 'parts']);
  });

  it('says what was meant, and what is missing', async () => {
    expect(await at('new', 'hub')).toEqual({
      code: 2,
      out: '',
      err: 'error: there is no published graph hub\nhelp: did you mean zoo/hub?\n',
    });
    expect(await at('new')).toMatchObject({ code: 2, err: expect.stringContaining('lagraph new --list') });
  });
});
