/** What a store preserves: after damage, repetition and use by other versions of lagraph, through the command line. */
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/runtime/index.js';
import { build, root } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { events, lagraph, start } from '../support/spawn-lagraph.js';

let folder = '';
let store = '';
let count = 0;
const at = (...args: string[]) => lagraph([...args, '--store', store], { cwd: folder });
const runsOf = async () => (await readdir(join(folder, store, 'runs'))).sort();
const stored = async (kind: string) => (await readdir(join(folder, store, kind), { recursive: true })).sort();

/** The model's output for the one image of zeros. */
async function answer(run = 'latest'): Promise<number[]> {
  const { out, err, code } = await at('apply', run, 'reader', 'zeros.json', '--json');
  expect(code, err).toBe(0);
  return (JSON.parse(out) as { values: number[] }[])[0]!.values;
}

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-store-'));
  await writeDigits(folder);
  await writeFile(join(folder, 'zeros.json'), JSON.stringify(Array.from({ length: 36 }, () => 0)));
  store = 'trained';
  const { code, err } = await at('run', 'digits.yaml');
  expect(code, err).toBe(0);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  store = `store-${++count}`;
  await cp(join(folder, 'trained'), join(folder, store), { recursive: true });
});

describe('a run whose record is damaged', () => {
  it('is told of and passed over, and the others serve as before', async () => {
    const [good] = await runsOf();
    const runs = join(folder, store, 'runs');
    const manifest = await readFile(join(runs, good!, 'manifest.json'), 'utf8');
    const broken: Record<string, string | null> = {
      '20990101-000000-cut': manifest.slice(0, 500),
      '20990101-000000-empty': '',
      '20990101-000000-flipped': manifest.replace('"digits"', '"digitt"'),
      '20990101-000000-foreign': '{"status": "done", "run": "20990101-000000-foreign", "phases": 3}',
      '20990101-000000-list': '[]',
      '20990101-000000-newer': manifest.replace(/"format": \d+/, '"format": 99'),
      '20990101-000000-none': null,
      '20990101-000000-outside': manifest.replaceAll(good!, '../../../elsewhere'),
      // The complete manifest of another run.
      '20990101-000000-renamed': manifest,
    };
    for (const [name, text] of Object.entries(broken)) {
      await mkdir(join(runs, name));
      if (text !== null) await writeFile(join(runs, name, 'manifest.json'), text);
    }
    const listed = await at('runs', '--json');
    expect(listed.code, listed.err).toBe(0);
    expect((JSON.parse(listed.out) as Manifest[]).map(({ run }) => run)).toEqual([good]);
    for (const name of Object.keys(broken)) expect(listed.err).toContain(`${name} is passed over`);
    expect(listed.err).toContain('made by a newer lagraph');
    expect((await at('runs')).out.trim().split('\n')).toHaveLength(2);

    expect(await answer()).toEqual(await answer(good));
    const named = await at('apply', '20990101-000000-flipped', 'reader', 'zeros.json');
    expect(named.code).toBe(1);
    expect(named.err).toContain('20990101-000000-flipped');
    expect(named.err).not.toContain('bug');
    // A run beside them starts and ends.
    expect((await at('run', 'digits.yaml')).code).toBe(0);
    expect(await runsOf()).toHaveLength(11);
  }, 60_000);

  it('that has lost its program, or has another, says so', async () => {
    const [run] = await runsOf();
    const program = join(folder, store, 'runs', run!, 'program.json');
    const text = await readFile(program, 'utf8');
    await writeFile(program, text.replace('"units":4', '"units":5'));
    const flipped = await at('apply', 'latest', 'reader', 'zeros.json');
    expect(flipped.code).toBe(1);
    expect(flipped.err).toMatch(/damaged.*program\.json/);
    await rm(program);
    const lost = await at('export', 'latest', 'reader', '--as', 'tfjs');
    expect(lost.code).toBe(1);
    expect(lost.err).toMatch(/lost its program\.json/);
  }, 30_000);
});

describe('the latest run', () => {
  it('is the one that began last, however the clock is set', async () => {
    const { compile, run, openRun } = (await import(
      join(root, 'dist/index.js')
    )) as typeof import('../../src/index.js');
    const trained = await runsOf();
    const early = Date.parse('2001-02-03T04:05:06Z');
    const program = compile(digitsGraph, { overrides: ['epochs=1'] });
    const options = { store: join(folder, store), data: { base: folder } };
    const { run: back } = await run(program, { ...options, now: () => early });
    expect(back < trained[0]!).toBe(true);
    expect((await openRun(options.store, 'latest')).manifest.run).toBe(back);
    const listed = JSON.parse((await at('runs', '--json')).out) as Manifest[];
    expect(listed.map((one) => one.run)).toEqual([...trained, back]);
  }, 60_000);
});

describe('a result that is trained again', () => {
  it('stays until the new one is there: for apply, for a run beside it, and after a kill', async () => {
    const before = await answer();
    const objects = await stored('objects');
    // It is killed during its training, which would not end by itself.
    const forced = start(['run', 'digits.yaml', '--force', '--only', 'read', '--store', store, '--json'], {
      cwd: folder,
      detached: true,
    });
    await new Promise<void>((resolve) => {
      forced.child.stdout!.on('data', (text: string) => {
        if (!text.includes('"event":"begin"')) return;
        process.kill(-forced.child.pid!, 'SIGKILL');
        resolve();
      });
    });
    await forced.finished;
    expect(await stored('objects')).toEqual(objects);
    expect(await answer()).toEqual(before);
    expect((await at('plan', 'digits.yaml')).out.match(/cached/g)).toHaveLength(2);

    const [again, beside] = await Promise.all([
      at('run', 'digits.yaml', '--force', '--json'),
      at('run', 'digits.yaml', '--json'),
    ]);
    expect([again.code, beside.code], again.err + beside.err).toEqual([0, 0]);
    const statuses = (out: string) =>
      events(out).flatMap((event) => (event.event === 'phase' ? [event.status] : []));
    // On a busy machine the kill comes after the first checkpoint, and the training goes on from there.
    expect(statuses(again.out)).toEqual([expect.stringMatching(/^(trained|resumed)$/), 'trained']);
    expect(statuses(beside.out)).toEqual(['cached', 'cached']);
    expect(await answer()).toEqual(before);
    // The last checkpoint of each phase stays, for more epochs.
    expect((await stored('checkpoints')).filter((name) => name.endsWith('.safetensors'))).toHaveLength(2);
  }, 90_000);

  it('goes on where that was interrupted, and begins anew once it is done', async () => {
    const args = ['run', 'digits.yaml', 'epochs=150', '--only', 'read', '--store', store, '--json'];
    const begins = ({ out }: { out: string }) => events(out).find(({ event }) => event === 'begin');
    expect((await lagraph(args, { cwd: folder })).code).toBe(0);
    const objects = await stored('objects');
    await interruptedAfterAnEpoch(start([...args, '--force'], { cwd: folder }));
    expect(await stored('objects')).toEqual(objects);
    const on = begins(await lagraph([...args, '--force'], { cwd: folder }));
    expect(on).toMatchObject({ fromEpoch: expect.any(Number) });
    expect(on).not.toMatchObject({ fromEpoch: 0 });
    expect(begins(await lagraph([...args, '--force'], { cwd: folder }))).toMatchObject({ fromEpoch: 0 });
    expect(await stored('objects')).toEqual(objects);
  }, 90_000);
});

describe('a network named best', () => {
  it('goes on with its own weights beside those of the best epoch', async () => {
    const text = digitsGraph
      .replaceAll('head', 'best')
      .replace('optimizer: {Adam: 0.01}', 'optimizer: {Adam: 0.01}\n    keep: best');
    await writeFile(join(folder, 'best.yaml'), text);
    const args = ['run', 'best.yaml', 'epochs=150', '--json'];
    const weights = async (place: string) => {
      const out = join(folder, place, 'exported');
      const { code } = await lagraph(
        ['export', 'latest', 'reader', '--as', 'tfjs', '-o', out, '--store', place],
        {
          cwd: folder,
        },
      );
      expect(code).toBe(0);
      return readFile(join(out, 'weights.bin'));
    };
    expect((await lagraph([...args, '--store', 'best-whole'], { cwd: folder })).code).toBe(0);
    await interruptedAfterAnEpoch(start([...args, '--store', 'best-stopped'], { cwd: folder }));
    expect((await lagraph([...args, '--store', 'best-stopped'], { cwd: folder })).out).toContain('"resumed"');
    expect(await weights('best-stopped')).toEqual(await weights('best-whole'));
  }, 60_000);
});

async function interruptedAfterAnEpoch({ child, finished }: ReturnType<typeof start>): Promise<void> {
  // Once: a second signal would end it before it has saved anything.
  let stopped = false;
  child.stdout!.on('data', (text: string) => {
    if (stopped || !text.includes('"event":"epoch"')) return;
    stopped = child.kill('SIGINT');
  });
  expect((await finished).code).toBe(130);
}

describe('what leaves lagraph', () => {
  it('comes from checked results, whatever became of the files that a run left; a run like it mends them', async () => {
    const [run] = await runsOf();
    const left = join(folder, store, 'runs', run!);
    await at('export', run!, 'reader', '--as', 'tfjs', '-o', 'good');
    const weights = await readFile(join(folder, 'good/weights.bin'));
    const topology = await readFile(join(folder, 'good/model.json'));
    expect(await readFile(join(left, 'models/reader/weights.bin'))).toEqual(weights);

    const flipped = Buffer.from(weights);
    flipped[9]! ^= 0x40;
    await writeFile(join(left, 'models/reader/weights.bin'), flipped);
    await rm(join(left, 'models/reader/model.json'));
    await writeFile(join(left, 'networks/head/weights.bin'), weights.subarray(0, 5));
    const exported = await at('export', run!, 'reader', '--as', 'tfjs', '-o', 'again');
    expect(exported.code, exported.err).toBe(0);
    expect(await readFile(join(folder, 'again/weights.bin'))).toEqual(weights);
    expect(await readFile(join(folder, 'again/model.json'))).toEqual(topology);

    const rerun = await at('run', 'digits.yaml');
    expect(rerun.code).toBe(0);
    expect(rerun.err.match(/was damaged, and is written again/g)).toHaveLength(3);
    expect(await readFile(join(left, 'models/reader/weights.bin'))).toEqual(weights);
    expect(await readFile(join(left, 'models/reader/model.json'))).toEqual(topology);
    expect((await at('run', 'digits.yaml')).err).not.toContain('damaged');
  }, 90_000);

  it('does not come from a result that is broken: the next run makes it anew', async () => {
    const before = await answer();
    const objects = join(folder, store, 'objects');
    const [file] = (await readdir(objects, { recursive: true })).filter((name) =>
      name.endsWith('.safetensors'),
    );
    const bytes = await readFile(join(objects, file!));
    bytes[bytes.length - 2]! ^= 1;
    await writeFile(join(objects, file!), bytes);
    for (const args of [
      ['apply', 'latest', 'reader', 'zeros.json'],
      ['export', 'latest', 'reader', '--as', 'onnx'],
      ['export', 'latest', 'reader', '--as', 'tfjs'],
    ]) {
      const { code, err } = await at(...args);
      expect(code).toBe(3);
      expect(err).toMatch(/is broken .*does not match its hash.*Run the graph again/);
      expect(err).not.toContain('bug');
    }
    expect((await at('run', 'digits.yaml')).code).toBe(0);
    expect(await answer()).toEqual(before);
  }, 90_000);
});

describe('a checkpoint that can not be read', () => {
  it('is left alone by plan, which says why it does not know; a run that needs it stops', async () => {
    const args = ['run', 'digits.yaml', 'epochs=20000', '--store', store, '--json'];
    await interruptedAfterAnEpoch(start(args, { cwd: folder }));
    const kept = await stored('checkpoints');
    // Finished phases have left checkpoints as well.
    const written = await Promise.all(
      kept
        .filter((name) => name.endsWith('.safetensors'))
        .map(async (name) => ({ name, at: (await stat(join(folder, store, 'checkpoints', name))).mtimeMs })),
    );
    const newest = written.reduce((last, one) => (one.at > last.at ? one : last)).name;
    // A file without read permission can't be used, because root may run the test: a directory in its place can't be
    // read as a file by root either.
    const place = join(folder, store, 'checkpoints', newest);
    await rename(place, `${place}.away`);
    await mkdir(place);
    const planned = await at('plan', 'digits.yaml', 'epochs=20000');
    expect(planned.code, planned.err).toBe(0);
    expect(planned.err).toContain("the store can't be read");
    expect(planned.err).toContain(place);
    const { code, err } = await at('run', 'digits.yaml', 'epochs=20000');
    expect(code).toBe(3);
    expect(err).toContain('it is a directory');
    expect(err).not.toContain('bug');
    await rm(place, { recursive: true });
    await rename(`${place}.away`, place);
    expect(await stored('checkpoints')).toEqual(kept);
    expect((await at('plan', 'digits.yaml', 'epochs=20000')).out).toMatch(/goes on from epoch \d/);
  }, 60_000);
});

describe('a store of an older lagraph', () => {
  beforeEach(async () => {
    await rm(join(folder, store), { recursive: true });
    await cp(join(root, 'test/fixtures/store-format-1/store'), join(folder, store), { recursive: true });
    for (const name of ['old', 'unfinished']) {
      await cp(join(root, `test/fixtures/store-format-1/${name}.yaml`), join(folder, `${name}.yaml`));
    }
  });

  it('is read, its results are not taken for new ones, and plan and run say why', async () => {
    const [kept, checkpoints] = [await stored('objects'), await stored('checkpoints')];
    const listed = await at('runs', '--json');
    expect(listed.err).toBe('');
    expect((JSON.parse(listed.out) as Manifest[]).map(({ graph }) => graph)).toEqual(['old', 'unfinished']);

    const planned = await at('plan', 'old.yaml');
    expect(planned.code).toBe(0);
    expect(planned.out.match(/to train again/g)).toHaveLength(2);
    expect(planned.err).toContain('read, again were trained by an older lagraph (0.1.0)');
    const unfinished = await at('plan', 'unfinished.yaml', '--json');
    const phases = (JSON.parse(unfinished.out) as { phases: { name: string; outdated: string | null }[] })
      .phases;
    expect(phases.map(({ name, outdated }) => [name, outdated])).toEqual([
      ['read', '0.1.0'],
      ['again', null],
    ]);

    // Its own results can still be read, or the error says that they can't.
    const applied = await at('export', 'latest', 'reader', '--as', 'onnx', '-o', 'old.onnx');
    if (applied.code !== 0) expect(applied.err).toMatch(/was made by lagraph 0\.1\.0.*Run its graph again/);

    const run = await at('run', 'old.yaml');
    expect(run.code, run.err).toBe(0);
    expect(run.err).toContain('trained by an older lagraph');
    expect(run.out).toMatch(/read +trained/);
    const again = await at('run', 'old.yaml');
    expect(again.out).toMatch(/read +cached/);
    expect(again.err).not.toContain('older');
    expect(await stored('objects')).toEqual(expect.arrayContaining(kept));
    expect(await stored('checkpoints')).toEqual(expect.arrayContaining(checkpoints));
  }, 120_000);
});
