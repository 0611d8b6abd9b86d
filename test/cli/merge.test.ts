import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DIGITS_GRAPH } from '../merge/digits-graph.js';
import { edited } from '../merge/support.js';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

beforeAll(build, 180_000);

let folder: string;
const merge = (args: string[], env: Record<string, string> = {}) =>
  lagraph(['merge', ...args], { cwd: folder, env: { LC_ALL: 'C.UTF-8', ...env } });
const files = async (texts: { base?: string; ours: string; theirs: string }): Promise<string[]> => {
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
  return ['base' in texts ? 'base' : '/dev/null', 'ours', 'theirs'];
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-merge-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const OURS = edited(DIGITS_GRAPH, ['seed: 7', 'seed: 8']);
const THEIRS = edited(DIGITS_GRAPH, ['Dense: 48', 'Dense: 50']);
const BOTH = edited(OURS, ['Dense: 48', 'Dense: 50']);
const COLLIDING = edited(DIGITS_GRAPH, ['seed: 7', 'seed: 9']);

describe('lagraph merge', () => {
  it('prints the result, byte for byte', async () => {
    const windows = (text: string) => text.replace(/\n/g, '\r\n');
    const args = await files({ base: windows(DIGITS_GRAPH), ours: windows(OURS), theirs: windows(THEIRS) });
    expect(await merge(args)).toEqual({ code: 0, out: windows(BOTH), err: '' });
  });

  it('--output writes it, and --review says what was taken from where', async () => {
    const args = await files({ base: DIGITS_GRAPH, ours: OURS, theirs: THEIRS });
    expect(await merge([...args, '--output', 'merged.yaml', '--review'])).toEqual({
      code: 0,
      out: '',
      err: 'ours    seed  7 → 8\ntheirs  networks.encoder.layers.3.Dense  48 → 50\n',
    });
    expect(await readFile(join(folder, 'merged.yaml'), 'utf8')).toBe(BOTH);
  });

  it('a conflict stands between markers, is told, and exits 1', async () => {
    const args = await files({ base: DIGITS_GRAPH, ours: OURS, theirs: COLLIDING });
    const { code, out, err } = await merge(args);
    expect(code).toBe(1);
    expect(out).toContain(
      '<<<<<<< ours: seed\nseed: 8\n||||||| base\nseed: 7\n=======\nseed: 9\n>>>>>>> theirs\n',
    );
    expect(err).toBe('conflict: seed: ours 8, theirs 9; it was 7\n1 conflict, marked in the result\n');
  });

  it('what comes of both and is no valid graph is told with its diagnostics', async () => {
    const args = await files({
      base: DIGITS_GRAPH,
      ours: edited(DIGITS_GRAPH, ['{Dense: 32, name: latent}', '{Dense: 24, name: latent}']),
      theirs: edited(DIGITS_GRAPH, ['  head:\n    input: encoder', '  head:\n    input: [32]']),
    });
    const { code, out, err } = await merge(args);
    expect(code).toBe(1);
    expect(out).toMatch(/^<<<<<<< ours: networks\.head/m);
    expect(err).toContain('no lines collide, but what comes of both is no valid graph');
    expect(err).toMatch(/error.*\[wrong-shape\]|wrong-shape/);
  });

  it('--json has everything', async () => {
    const args = await files({ base: DIGITS_GRAPH, ours: OURS, theirs: COLLIDING });
    const { code, out } = await merge([...args, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      by: 'structure',
      clean: false,
      conflicts: [{ path: 'seed', message: 'ours 8, theirs 9; it was 7' }],
      diagnostics: [],
    });
  });

  it('there may be no base', async () => {
    const args = await files({ ours: OURS, theirs: COLLIDING });
    expect((await merge(args)).err).toContain('seed: both add it: ours 8, theirs 9');
  });

  it('what is no graph is merged by lines; without git nothing is', async () => {
    const bytes = 'caf\u00e9\n1\n2\n3\n';
    const args = await files({ base: bytes, ours: `0\n${bytes}`, theirs: `${bytes}4\n` });
    const { code, out, err } = await merge(args);
    expect({ code, out }).toEqual({ code: 0, out: `0\n${bytes}4\n` });
    expect(err).toBe('merged by lines, since the base is no graph: it is no map of sections\n');
    const missing = await merge(args, { PATH: '' });
    expect(missing.code).toBe(3);
    expect(missing.err).toContain('git is not installed');
  });

  it('a file that is not there is named', async () => {
    const { code, err } = await merge(['a', 'b', 'c']);
    expect(code).toBe(1);
    expect(err).toContain('a: ');
  });
});

describe('lagraph merge --driver', () => {
  it('writes over the second file and leaves nothing else', async () => {
    const args = await files({ base: DIGITS_GRAPH, ours: OURS, theirs: THEIRS });
    expect(await merge(['--driver', ...args, '7', 'graphs/digits.yaml'])).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(await readFile(join(folder, 'ours'), 'utf8')).toBe(BOTH);
    expect((await readdir(folder)).sort()).toEqual(['base', 'ours', 'theirs']);
  });

  it('takes the size of markers', async () => {
    const args = await files({ base: DIGITS_GRAPH, ours: OURS, theirs: COLLIDING });
    const { code, err } = await merge(['--driver', ...args, '12', 'graphs/digits.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('graphs/digits.yaml: 1 conflict, marked in the result');
    expect(await readFile(join(folder, 'ours'), 'utf8')).toMatch(/^<{12} ours: seed$/m);
  });

  it('leaves the file as it was, with a code above 1, where it can not merge', async () => {
    const args = await files({ base: 'a\n', ours: 'b\n', theirs: 'c\n' });
    const { code } = await merge(['--driver', ...args, '7', 'notes.yaml'], { PATH: '' });
    expect(code).toBe(3);
    expect(await readFile(join(folder, 'ours'), 'utf8')).toBe('b\n');
    expect((await merge(['--driver', 'base', 'ours', 'nowhere', '7', 'notes.yaml'])).code).toBe(3);
  });
});
