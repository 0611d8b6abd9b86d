/** `lagraph runs delete` and `lagraph gc`, alone and beside runs that train, are killed and go on. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  collectGarbage,
  listRuns,
  loadRun,
  type GarbageReport,
  type RunEvent,
} from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { events, lagraph, start, type Finished } from '../support/spawn-lagraph.js';

const graph = `${digitsGraph}evaluate:
  reads: {on: digits.train, measure: "accuracy(label, reader(image))"}
report:
  - translations: {on: digits.train, rows: [image, "image * reshape(mean(reader(image)), [1, 1, 1])"], count: 4}
`;

let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-gc-'));
  await writeDigits(folder);
  await writeFile(join(folder, 'digits.yaml'), graph);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function runOnce(store: string, ...args: string[]): Promise<RunEvent[]> {
  const { code, out, err } = await at('run', 'digits.yaml', '--store', store, '--json', ...args);
  expect(code, err).toBe(0);
  return events(out);
}

const phaseStatuses = (all: readonly RunEvent[]): string[] =>
  all.flatMap((event) => (event.event === 'phase' ? [event.status] : []));

const gc = async (store: string, ...args: string[]): Promise<GarbageReport> => {
  const { code, out, err } = await at('gc', '--json', '--store', store, ...args);
  expect(code, err).toBe(0);
  return JSON.parse(out) as GarbageReport;
};

const namesOf = async (store: string): Promise<string[]> =>
  (await listRuns(join(folder, store))).map(({ run }) => run);

/** One hash over all trained weights of the latest run of a store. */
async function weightsOf(store: string): Promise<string> {
  const run = await loadRun(join(folder, store), 'latest');
  const hash = createHash('sha256');
  for (const { name } of run.program.networks)
    for (const [weight, { data }] of await run.weights(name))
      hash.update(weight).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}

describe('gc', () => {
  const store = 'one';

  it('removes what a deleted run alone needed, when it is told to', async () => {
    await runOnce(store, 'epochs=1');
    await runOnce(store, 'epochs=3');
    const [first, second] = await namesOf(store);
    expect((await gc(store)).removed).toEqual([]);

    const planned = await at('runs', 'delete', first!, '--store', store, '--dry-run');
    expect(planned.out).toMatch(
      /: would be deleted .* lagraph gc would remove what nothing reaches any more: \d entries, /,
    );
    expect(await namesOf(store)).toEqual([first, second]);
    const deleted = await at('runs', 'delete', first!, '--store', store);
    expect(deleted.out).toContain(`${first}: deleted (`);
    expect(await namesOf(store)).toEqual([second]);

    const listed = await at('gc', '--store', store);
    expect(listed.code).toBe(0);
    expect(listed.out).toMatch(/^what +size\n2 results of phases +\d.*\n1 evaluation +\d/);
    expect(listed.err).toContain('Nothing was removed: --force removes it.');
    const { removed } = await gc(store, '--force');
    // The checkpoints of `read` are those of the longer training, which is kept.
    expect(removed.map(({ kind }) => kind).sort()).toEqual([
      'checkpoints',
      'evaluation',
      'phase',
      'phase',
      'wires',
    ]);
    expect((await gc(store, '--force')).removed).toEqual([]);
    expect((await at('gc', '--store', store)).out).toMatch(
      /^nothing to remove: 1 run, 4 results and 2 folders/,
    );
  });

  it('has left all that the other run needs: its figures, its pictures, and more epochs', async () => {
    expect(phaseStatuses(await runOnce(store, 'epochs=3'))).toEqual(['cached', 'cached']);
    const more = await runOnce(store, 'epochs=4');
    expect(phaseStatuses(more)[0]).toBe('resumed');
    expect(more.flatMap((event) => (event.event === 'begin' ? [event.fromEpoch] : []))[0]).toBe(3);
    // Nothing is warned of.
    expect(more.filter((event) => event.event === 'notice' && event.level !== 'info')).toEqual([]);
  });

  it('deletes old runs on request, but the newest and those with a name or a tag', async () => {
    const [oldest, second, newest] = await namesOf(store);
    await at('runs', 'tag', oldest!, 'paper', '--store', store);
    const runsIn = ({ removed }: GarbageReport) =>
      removed.flatMap(({ kind, id }) => (kind === 'run' ? [id] : []));
    expect(runsIn(await gc(store, '--older-than', '1h', '--keep-last', '0'))).toEqual([]);
    expect(runsIn(await gc(store, '--older-than', '0h'))).toEqual([second]);
    expect(runsIn(await gc(store, '--older-than', '0h', '--keep-last', '2'))).toEqual([]);
    expect(runsIn(await gc(store, '--older-than', '0h', '--keep-last', '0', '--no-keep-tagged'))).toEqual([
      oldest,
      second,
      newest,
    ]);
    const kept = await at('runs', 'delete', oldest!, '--store', store);
    expect(kept.code).toBe(1);
    expect(kept.err).toContain(`${oldest} has the tag paper; nothing was deleted`);
    expect(runsIn(await gc(store, '--older-than', '0h', '--force'))).toEqual([second]);
    expect(await namesOf(store)).toEqual([oldest, newest]);
    expect(phaseStatuses(await runOnce(store, 'epochs=3'))).toEqual(['cached', 'cached']);
  });

  it('removes states of finished phases only on request', async () => {
    const { removed } = await gc(store, '--finished-checkpoints', '--force');
    expect(new Set(removed.map(({ kind }) => kind))).toEqual(new Set(['checkpoints']));
    expect(phaseStatuses(await runOnce(store, 'epochs=4'))).toEqual(['cached', 'cached']);
  });

  it.each([
    [['--older-than', 'yesterday'], 'Expected an age such as 12h, 30d, 8w or 1y.'],
    [['--dry-run', '--force'], 'cannot be used with'],
  ])('%s is wrong usage', async (args, message) => {
    const { code, err } = await at('gc', '--store', store, ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('is quiet about a store that is not there', async () => {
    expect(await at('gc', '--store', 'nowhere')).toEqual({
      code: 0,
      out: 'nothing to remove: 0 runs, 0 results and 0 folders of checkpoints stay\n',
      err: '',
    });
    expect(await readdir(folder)).not.toContain('nowhere');
  });
});

/** As `lagraph gc --force` does, without a process of its own: so there are more of them. */
async function collectOnce(store: string): Promise<number> {
  const { removed } = await collectGarbage(join(folder, store), { dryRun: false });
  await new Promise((resolve) => setTimeout(resolve, 10));
  return removed.length;
}

describe('beside runs', () => {
  it('a run that trains is killed and goes on to the same weights, with gc in a loop and other runs deleted', async () => {
    const store = 'busy';
    const args = ['run', 'digits.yaml', 'epochs=150', '--store', store, '--json'];
    await runOnce('alone', 'epochs=150');
    await runOnce(store, '--seed', '9');
    const [other] = await namesOf(store);

    let isOver = false;
    let removed = 0;
    let collections = 0;
    const collecting = (async () => {
      while (!isOver) {
        removed += await collectOnce(store);
        collections += 1;
      }
    })();
    try {
      // Killed twice in the midst of the first phase, with all of its processes.
      for (const epoch of [20, 60]) {
        const { child, finished } = start(args, { cwd: folder, detached: true });
        let text = '';
        child.stdout!.on('data', (piece: string) => {
          text += piece;
          if (new RegExp(`"epoch","phase":"read","epoch":${epoch},`).test(text))
            process.kill(-child.pid!, 'SIGKILL');
        });
        expect((await finished).code).toBe(null);
        const [run] = (await namesOf(store)).filter((name) => name !== other);
        expect((await at('runs', 'delete', other!, '--store', store)).code).toBe(epoch === 20 ? 0 : 1);
        expect(run).toBeDefined();
      }
      const last = await at(...args);
      expect(last.code, last.err).toBe(0);
      const begun = events(last.out).flatMap((event) =>
        event.event === 'begin' && event.phase === 'read' ? [event.fromEpoch] : [],
      );
      // What the killed runs had done is still there.
      expect(begun[0]).toBeGreaterThanOrEqual(50);
      expect(collections).toBeGreaterThan(10);
    } finally {
      isOver = true;
      await collecting;
    }
    removed += (await gc(store, '--force')).removed.length;
    // What the deleted run needed.
    expect(removed).toBeGreaterThanOrEqual(4);
    expect(await weightsOf(store)).toBe(await weightsOf('alone'));
  }, 180_000);

  it('a run takes up results that a collection is about to remove, or trains them again, and ends well', async () => {
    const store = 'orphans';
    await runOnce(store);
    const expected = await weightsOf(store);
    for (let round = 0; round < 2; round++) {
      for (const name of await namesOf(store))
        expect((await at('runs', 'delete', name, '--store', store)).code).toBe(0);
      let isOver = false;
      const collecting = (async () => {
        while (!isOver) await collectOnce(store);
      })();
      const statuses = phaseStatuses(await runOnce(store)).sort();
      isOver = true;
      await collecting;
      expect(statuses).toHaveLength(2);
      expect(await weightsOf(store)).toBe(expected);
      expect(phaseStatuses(await runOnce(store))).toEqual(['cached', 'cached']);
    }
  }, 180_000);

  it('a run that is running is not deleted', async () => {
    const store = 'running';
    const { child, finished } = start(['run', 'digits.yaml', 'epochs=20000', '--store', store, '--json'], {
      cwd: folder,
      detached: true,
    });
    await new Promise<void>((resolve) =>
      child.stdout!.on('data', (text: string) => text.includes('"epoch"') && resolve()),
    );
    const [run] = await namesOf(store);
    const refused = await at('runs', 'delete', run!, '--store', store);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`The run ${run} is running.`);
    process.kill(-child.pid!, 'SIGKILL');
    await finished;
    expect((await at('runs', 'delete', run!, '--store', store)).code).toBe(0);
    expect(await namesOf(store)).toEqual([]);
  }, 60_000);
});
