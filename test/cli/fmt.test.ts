import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

const formed = `lagraph: 1
params: {n: 3} # units
plan:
  read:
    train: net
    on: mnist
`;
const unformed = `lagraph: 1
params:  { n: 3 } # units
plan:
    read:
        on: mnist
        train: net
`;

let folder = '';
beforeAll(() => build(), 180_000);
beforeEach(async () => {
  if (folder) await rm(folder, { recursive: true, force: true });
  folder = await mkdtemp(join(tmpdir(), 'lagraph-fmt-'));
  await mkdir(join(folder, 'graphs/.hidden'), { recursive: true });
  await mkdir(join(folder, 'node_modules/a'), { recursive: true });
  await writeFile(join(folder, 'a.yaml'), unformed);
  await writeFile(join(folder, 'graphs/b.yml'), formed);
  await writeFile(join(folder, 'graphs/.hidden/c.yaml'), unformed);
  await writeFile(join(folder, 'node_modules/a/d.yaml'), unformed);
  await writeFile(join(folder, 'compose.yaml'), 'services:   {lagraph: 1}\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fmt = (args: string[], input?: string) =>
  lagraph(['fmt', ...args], { cwd: folder, ...(input === undefined ? {} : { input }) });
const text = (name: string) => readFile(join(folder, name), 'utf8');

describe('fmt', () => {
  it('writes the graphs that are named, and says which it changed', async () => {
    expect(await fmt(['a.yaml', 'graphs/b.yml'])).toEqual({ code: 0, out: 'formatted a.yaml\n', err: '' });
    expect(await text('a.yaml')).toBe(formed);
    expect(await fmt(['a.yaml'])).toEqual({ code: 0, out: '', err: '' });
  });

  it('finds all graphs of a folder by itself', async () => {
    expect(await fmt([])).toEqual({ code: 0, out: 'formatted a.yaml\nin form graphs/b.yml\n', err: '' });
    expect(await text('compose.yaml')).toContain('services:   {');
    expect(await text('graphs/.hidden/c.yaml')).toBe(unformed);
    expect(await text('node_modules/a/d.yaml')).toBe(unformed);
  });

  it('and in a git repository those that are not ignored', async () => {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    await writeFile(join(folder, '.gitignore'), 'a.yaml\nnode_modules\n');
    expect((await fmt(['--check'])).out.split('\n')).toEqual([
      'graphs/.hidden/c.yaml:2: in form: params: {n: 3} # units',
      'graphs/.hidden/c.yaml:6: `train` belongs before `on`',
      'in form graphs/b.yml',
      '',
    ]);
  });

  it('--check writes nothing, lists what is not in form and why, and fails', async () => {
    expect(await fmt(['--check', 'a.yaml', 'graphs/b.yml'])).toEqual({
      code: 1,
      out: 'a.yaml:2: in form: params: {n: 3} # units\na.yaml:6: `train` belongs before `on`\n',
      err: '1 graph of 2 not in form; `lagraph fmt` writes it\n',
    });
    expect(await text('a.yaml')).toBe(unformed);
    expect(await fmt(['--check', 'graphs/b.yml'])).toEqual({ code: 0, out: '', err: '' });
    expect(await fmt(['--check', '-'], unformed)).toMatchObject({ code: 1 });
    const { code, out } = await fmt(['--check', '--json', 'a.yaml', 'compose.yaml']);
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 1,
      ok: false,
      files: [
        {
          file: 'a.yaml',
          status: 'not in form',
          changes: [{ line: 2 }, { line: 6, message: '`train` belongs before `on`' }],
        },
        { file: 'compose.yaml', status: 'failed', problem: 'it is no graph: it has no key `lagraph`' },
      ],
    });
  });

  it('- reads standard input and writes standard output, byte for byte', async () => {
    expect(await fmt(['-'], unformed)).toEqual({ code: 0, out: formed, err: '' });
    const unusual = 'lagraph: 1\ndescription: "\\u0085" # \u2028 \u00a0\n';
    expect(await fmt(['-'], unusual)).toEqual({ code: 0, out: unusual, err: '' });
    expect(await fmt(['-'], unformed.replaceAll('\n', '\r\n'))).toMatchObject({
      out: formed.replaceAll('\n', '\r\n'),
    });
    expect(await fmt(['-', 'a.yaml'])).toMatchObject({ code: 2, out: '' });
  });

  it('leaves what it can not read alone, says where, and formats the others', async () => {
    await writeFile(join(folder, 'broken.yaml'), 'lagraph: 1\nplan: {p: [1}\n');
    const { code, out, err } = await fmt(['broken.yaml', 'missing.yaml', 'compose.yaml', 'a.yaml']);
    expect({ code, out }).toEqual({ code: 1, out: 'formatted a.yaml\n' });
    expect(err).toContain('broken.yaml:2:');
    expect(err).toContain('error: missing.yaml: ');
    expect(err).toContain('error: compose.yaml: it is no graph: it has no key `lagraph`');
    expect(err).toContain('3 files left as they are');
    expect(await text('broken.yaml')).toBe('lagraph: 1\nplan: {p: [1}\n');
    expect((await fmt(['-'], '{')).out).toBe('');
  });

  it('keeps links and permissions, and writes UTF-8 without a mark', async () => {
    await chmod(join(folder, 'a.yaml'), 0o754);
    await symlink('a.yaml', join(folder, 'link.yaml'));
    expect(await fmt(['link.yaml'])).toMatchObject({ code: 0, out: 'formatted link.yaml\n' });
    expect((await lstat(join(folder, 'link.yaml'))).isSymbolicLink()).toBe(true);
    expect((await stat(join(folder, 'a.yaml'))).mode & 0o777).toBe(0o754);
    expect(await text('a.yaml')).toBe(formed);

    await writeFile(join(folder, 'a.yaml'), Buffer.from(`\ufeff${formed}`, 'utf16le'));
    expect((await fmt(['--check', 'a.yaml'])).out).toBe(
      'a.yaml:1: it is not UTF-8 without a byte order mark\n',
    );
    await fmt(['a.yaml']);
    expect(await text('a.yaml')).toBe(formed);
  });

  it('says that there is none', async () => {
    await rm(join(folder, 'a.yaml'));
    await rm(join(folder, 'graphs'), { recursive: true });
    expect(await fmt([])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('no graph was named'),
    });
  });

  it('holds the graphs of this repository to their form', async () => {
    const { code, out } = await lagraph([
      'fmt',
      '--check',
      'graphs/signs-to-mnist.yaml',
      'graphs/parts/mnist.yaml',
      'examples/vae.yaml',
    ]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
  });
});
