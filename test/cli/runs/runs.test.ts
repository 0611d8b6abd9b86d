/** `lagraph runs`: the table, conditions, order, columns, JSON and CSV; names, tags and notes. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnsOf, parseCondition } from '../../../src/cli/run-columns/index.js';
import type { UserError } from '../../../src/cli/user-error.js';
import {
  listRuns,
  withLabels,
  type LabelledRun,
  type Manifest,
  type RunLabel,
} from '../../../src/runtime/index.js';
import { build } from '../../support/build-dist.js';
import { digitsGraph, writeDigits } from '../../support/digits-graph.js';
import { lagraph, type Finished } from '../../support/spawn-lagraph.js';

/** Stops early after its second epoch, since its accuracy stands still. */
const graph = `${digitsGraph
  .replace('{epochs: 2}', '{epochs: 2, size: small}\nprofiles:\n  quick: {epochs: 1}')
  .replace(
    '    optimizer: {Adam: 0.01}\n',
    '    metrics: {acc: "accuracy(label, reader(image))"}\n    stop_early: {monitor: acc, patience: 0}\n    optimizer: {Adam: 0.0000001}\n',
  )}evaluate:
  reads: {on: digits.train, measure: "accuracy(label, reader(image))"}
`;

let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });
type Listed = Manifest & { directory: string; label: RunLabel };
const listed = async (...args: string[]): Promise<Listed[]> => {
  const { code, out, err } = await at('runs', '--json', ...args);
  expect(code, err).toBe(0);
  return JSON.parse(out) as Listed[];
};
const names: string[] = [];

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-runs-'));
  await writeDigits(folder);
  await writeFile(join(folder, 'digits.yaml'), graph);
  for (const args of [
    ['--profile', 'quick'],
    ['epochs=4', 'size=large'],
    ['--seed', '8'],
  ]) {
    const { code, err } = await at('run', 'digits.yaml', ...args);
    expect(code, err).toBe(0);
  }
  const store = join(folder, '.lagraph');
  all = await withLabels(store, await listRuns(store));
  names.push(...all.map(({ manifest }) => manifest.run));
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

let all: LabelledRun[] = [];

const refusal = (text: string): UserError => {
  try {
    runsWhere(text);
  } catch (error) {
    return error as UserError;
  }
  return expect.fail('it was taken');
};

const runsWhere = (text: string): number[] => {
  const condition = parseCondition(text, columnsOf(all));
  return all.flatMap((run, at) => (condition(run) === true ? [at] : []));
};

describe('the table', () => {
  it('tells how each run was asked for, why it stopped, and its figures', async () => {
    const { out } = await at('runs');
    const [head, quick, large, seeded] = out.trimEnd().split('\n');
    expect(head).toMatch(
      /^run +graph +when +status +time +profile +overrides +seed +stopped +parameters +figures$/,
    );
    expect(quick).toMatch(/ done +.* s +quick +3 +epochs 1 {2}size small +reads [\d.]+$/);
    expect(large).toMatch(/ epochs=4 {2}size=large +3 +.*epochs 4 {2}size large +reads [\d.]+$/);
    expect(large).toMatch(/ read \d of 4 epochs \(acc, best \d\) /);
    expect(seeded).toMatch(/ seed=8 +8 /);
  });

  it('shows the columns that are asked for, in the order that is asked for', async () => {
    const { out } = await at('runs', '--columns', 'seed,epochs,read.loss,acc', '--sort', '-seed,-epochs');
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ +/));
    expect(rows[0]).toEqual(['seed', 'epochs', 'read.loss', 'acc']);
    expect(rows.slice(1).map(([seed, epochs]) => [seed, epochs])).toEqual([
      ['8', '2'],
      ['3', '4'],
      ['3', '1'],
    ]);
    const first = await at('runs', '--columns', 'run', '--sort', 'epochs', '-n', '1');
    expect(first.out).toBe(`run\n${names[0]}\n`);
    expect((await at('runs', '--columns', 'run', '-n', '1')).out).toContain(names[2]!);
  });

  it('is JSON and CSV for programs, figures in full', async () => {
    const [, large] = await listed();
    expect(large!.directory).toBe(join(folder, '.lagraph/runs', names[1]!));
    expect(large!.label).toEqual({ name: null, tags: [], note: null });
    const value = large!.evaluations[0]!.value;
    const chosen = await at('runs', '--columns', 'seed,reads', '--json');
    expect(JSON.parse(chosen.out)).toContainEqual({ seed: 3, reads: value });
    const csv = (await at('runs', '--csv')).out.split('\n');
    expect(csv).toHaveLength(5);
    expect(csv[0]!.split(',')).toEqual(
      expect.arrayContaining(['run', 'params.epochs', 'evaluations.reads', 'read.acc']),
    );
    const few = await at('runs', '--columns', 'overrides,stopped,reads', '--csv', '-n', '2');
    expect(few.out).toMatch(
      new RegExp(
        `^overrides,stopped,reads\nepochs=4 size=large,"read \\d of 4 epochs \\(acc, best 1\\)",${value}\n`,
      ),
    );
    expect((await at('runs', '--csv', '--json')).code).toBe(2);
  });
});

describe('--where', () => {
  it.each([
    ['epochs > 1', [1, 2]],
    ['params.epochs == 1 or seed == 8', [0, 2]],
    ['not (seed == 3)', [2]],
    ['1 < epochs <= 2', [2]],
    ['size == "large" and status == "done"', [1]],
    ['profile == "quick"', [0]],
    // The others have none: neither equal nor different.
    ['profile != "quick"', []],
    ['overrides == "seed=8"', [2]],
    ['simulated', []],
    ['not simulated and when > "2020-01-01"', [0, 1, 2]],
    ['reads * 0 + epochs ** 2 / 2 >= max(2, abs(-2))', [1, 2]],
    ['column("read.loss") > 0 and read.epochs < 3 and time < 1000', [0, 1, 2]],
  ])('%s', (condition, runs) => {
    expect(runsWhere(condition)).toEqual(runs);
  });

  it.each([
    ['redas > 0.9', 'the runs have no column redas', 'did you mean reads?'],
    ['status == done', 'the runs have no column done', 'texts stand in quotes: "done"'],
    ['loss > 1', 'loss could be any of read.loss, again.loss', 'write read.loss'],
    ['status > 3', 'status is a text, 3 is a number (at character 8)', ''],
    ['reads > "0.9"', 'reads is a number, "0.9" is a text (at character 7)', 'without quotes'],
    ['when > "soon"', '"soon" is no point in time', ''],
    ['overrides > "a"', 'has no order', ''],
    ['reads = 1', '= compares nothing (at character 7)', 'write =='],
    ['reads', 'reads alone is no condition', 'compare it: reads > 0.9'],
    ['reads > 1 and', 'a condition is missing (at character 14)', ''],
    ['(reads > 1', 'this ( is not closed (at character 1)', ''],
    ['reads > 1)', 'this ) closes nothing', ''],
    ['reads + * 2 > 1', 'a value is missing', ''],
    ['sqrt(reads) > 1', 'conditions have no function sqrt', ''],
    ['reads % 2 > 1', '`%` has no meaning', ''],
    ['', 'a condition is missing', ''],
  ])('%s is refused with the place', (condition, message, hint) => {
    const error = refusal(condition);
    expect(error.message).toMatch(/^--where: /);
    expect(error.message).toContain(message);
    expect(error.options.hint ?? '').toContain(hint);
    expect(error.exit).toBe(2);
  });

  it('chooses runs, and is refused with exit code 2', async () => {
    const found = await listed('--where', 'size == "large" and read.epochs > 1');
    expect(found.map(({ run }) => run)).toEqual([names[1]]);
    expect(await at('runs', '--where', 'redas > 0.9')).toEqual({
      code: 2,
      out: '',
      err: 'error: --where: the runs have no column redas\nhelp: did you mean reads?\n',
    });
  });

  it('says when no run meets it; a store without runs has no wrong names', async () => {
    expect(await at('runs', '--where', 'epochs > 9')).toEqual({ code: 0, out: '', err: 'none of 3 runs\n' });
    const nowhere = await at('runs', '--where', 'epochs > 9', '--store', 'nowhere');
    expect(nowhere).toEqual({ code: 0, out: '', err: 'no runs yet\n' });
    for (const option of ['--sort', '--columns'])
      expect((await at('runs', option, 'redas')).err).toContain(`${option}: the runs have no column redas`);
  });
});

describe('names, tags and notes', () => {
  it('stay beside the record, which is not changed', async () => {
    const manifest = join(folder, '.lagraph/runs', names[0]!, 'manifest.json');
    const before = await readFile(manifest, 'utf8');
    expect((await at('runs', 'tag', names[0]!, 'paper', 'figure-3')).out).toBe(
      `${names[0]}: figure-3 paper\n`,
    );
    expect((await at('runs', 'rename', names[0]!, 'small-one')).code).toBe(0);
    expect((await at('runs', 'note', 'small-one', 'too', 'few epochs')).code).toBe(0);
    expect((await at('runs', 'note', 'small-one')).out).toBe('too few epochs\n');
    expect((await listed())[0]!.label).toEqual({
      name: 'small-one',
      tags: ['figure-3', 'paper'],
      note: 'too few epochs',
    });
    expect(await readFile(manifest, 'utf8')).toBe(before);
    const { out } = await at('runs', '--where', 'tags == "paper"');
    expect(out).toMatch(/^run +name +tags .* note\n\S+ +small-one +figure-3 {2}paper .* too few epochs\n$/);
  });

  it('are taken away again, and found wherever a run is named', async () => {
    expect((await at('runs', 'tag', 'small-one', 'paper', '--remove')).out).toBe(`${names[0]}: figure-3\n`);
    expect((await at('runs', 'note', 'small-one', '--remove')).code).toBe(0);
    expect((await at('diff', 'small-one', names[1]!)).code).toBe(1);
    expect((await at('runs', 'rename', 'small-one', '--remove')).code).toBe(0);
    expect((await at('runs', 'note', 'small-one')).err).toContain('There is no run named small-one');
    expect((await listed())[0]!.label).toEqual({ name: null, tags: ['figure-3'], note: null });
  });

  it.each([
    [['rename', 'latest', 'latest'], 'latest can not be the name of a run'],
    [['rename', 'latest', '2026'], '2026 can not be the name of a run'],
    [['rename', 'latest', '../x'], '../x can not be the name of a run'],
    [['rename', 'latest'], 'a name is missing, or --remove'],
    [['tag', 'latest', 'two words'], 'two words can not be a tag'],
  ])('%s is refused', async (args, message) => {
    const { code, err } = await at('runs', ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('no two runs have one name', async () => {
    await at('runs', 'rename', names[1]!, 'wide');
    const again = await at('runs', 'rename', names[2]!, 'wide');
    expect(again.code).toBe(2);
    expect(again.err).toContain(`${names[1]} is named wide already`);
    // Of several at once one wins.
    const all = await Promise.all(names.map((run) => at('runs', 'rename', run, 'one')));
    expect(all.map(({ code }) => code).sort()).toEqual([0, 2, 2]);
    expect((await listed()).filter(({ label }) => label.name === 'one')).toHaveLength(1);
  });

  it('a damaged label is passed over in lists, and never written over', async () => {
    const file = join(folder, '.lagraph/runs', names[2]!, 'label.json');
    await writeFile(file, '{"name": "x"}');
    const { code, out, err } = await at('runs', '--columns', 'run,name');
    expect(code).toBe(0);
    expect(out).toContain(names[2]!);
    expect(err).toContain('label.json is not what was written');
    const tagged = await at('runs', 'tag', names[2]!, 'a');
    expect(tagged.code).toBe(1);
    expect(await readFile(file, 'utf8')).toBe('{"name": "x"}');
    await rm(file);
  });
});
