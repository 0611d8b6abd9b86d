/** `lagraph store verify`, as a user runs it. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreVerification } from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { writeDigits } from '../support/digits-graph.js';
import { events, lagraph, type Finished } from '../support/spawn-lagraph.js';

let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-verify-'));
  await writeDigits(folder);
  const { code, err } = await at('run', 'digits.yaml');
  expect(code, err).toBe(0);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function filesBelow(directory: string, name: RegExp): Promise<string[]> {
  const all = await readdir(join(folder, '.lagraph', directory), { recursive: true, withFileTypes: true });
  return all
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => name.test(path))
    .sort();
}

async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[bytes.length - 3]! ^= 4;
  await writeFile(path, bytes);
}

const verified = async (...args: string[]): Promise<{ code: number | null } & StoreVerification> => {
  const { code, out } = await at('store', 'verify', '--json', ...args);
  return { code, ...(JSON.parse(out) as StoreVerification) };
};

describe('store verify', () => {
  it('says that all is whole', async () => {
    expect(await at('store', 'verify')).toEqual({
      code: 0,
      out: 'all is whole: 2 results, 2 folders of checkpoints, 1 record of runs with 10 files\n',
      err: '',
    });
  });

  it('says what is damaged and what to do, and sets aside what can be made anew', async () => {
    const [tensors] = await filesBelow('objects', /\.safetensors$/);
    const [checkpoint] = await filesBelow('checkpoints', /\.safetensors$/);
    const [program] = await filesBelow('runs', /program\.json$/);
    for (const path of [tensors!, checkpoint!, program!]) await damage(path);

    const told = await at('store', 'verify');
    expect(told.code).toBe(1);
    expect(told.out).toMatch(
      /^\.lagraph\/objects\/\S+: the file of its tensors does not match its hash\n {2}set it aside with --repair/m,
    );
    expect(told.out).toMatch(/^\.lagraph\/checkpoints\/\S+: it does not match its hash\n/m);
    expect(told.out).toMatch(
      /^\.lagraph\/runs\/\S+program\.json: it is not what was written: its hash is another\n {2}run its graph again/m,
    );
    expect(told.out).toMatch(/^3 damaged; verified 2 results, /m);

    const repaired = await verified('--repair');
    expect(repaired.code).toBe(1);
    expect(repaired.damage.map(({ kind, movedTo }) => [kind, movedTo !== null])).toEqual([
      ['result', true],
      ['checkpoint', true],
      ['file', false],
    ]);
    const after = await verified();
    expect(after.damage.map(({ kind }) => kind)).toEqual(['file', 'missing']);
    expect(after.setAside).toBe(2);

    const again = events((await at('run', 'digits.yaml', '--json')).out);
    expect(again.flatMap((event) => (event.event === 'phase' ? [event.status] : [])).sort()).toEqual([
      'cached',
      'trained',
    ]);
    expect((await verified()).code).toBe(0);
    expect((await at('gc', '--corrupt', '--force')).out).toContain('2 broken files');
    expect((await verified()).setAside).toBe(0);
  });

  it('names records of runs that can not be read, and labels', async () => {
    const [first, second] = await filesBelow('runs', /manifest\.json$/);
    await at('runs', 'tag', 'latest', 'a');
    const [label] = await filesBelow('runs', /label\.json$/);
    await damage(label!);
    await damage(first!);
    const { code, damage: found } = await verified('--repair');
    expect(code).toBe(1);
    expect(found.map(({ kind }) => kind)).toEqual(['run', 'label']);
    expect(found[0]!.remedy).toMatch(/^lagraph runs delete \S+ removes the record/);
    expect(second).toBeDefined();
    // gc does not know what that run needs.
    const refused = await at('gc', '--force');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('Nobody knows what the run');
    const run = /delete (\S+) /.exec(found[0]!.remedy)![1]!;
    expect((await at('runs', 'delete', run)).code).toBe(0);
    await rm(label!);
    expect((await verified()).code).toBe(0);
    expect((await at('gc', '--force')).code).toBe(0);
  });

  it('is content with a store that is not there, and knows no other words', async () => {
    expect((await at('store', 'verify', '--store', 'nowhere')).code).toBe(0);
    expect((await at('store', 'verfy')).code).toBe(2);
  });
});
