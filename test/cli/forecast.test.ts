/** `plan --forecast`, as a user runs it; the times depend on the machine. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHASE_PARTS, type TrainingForecasts } from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { lagraph } from '../support/spawn-lagraph.js';

let folder = '';

/** A phase that ends with a solved layer, one that validates on features of a frozen encoder, and one that diverges. */
const several = `${digitsGraph
  .replace('name: digits', 'name: several')
  .replace('models:', '  line: {input: encoder, layers: [{Dense: 4}]}\nmodels:')}
  validated:
    train: head
    after: [again]
    freeze: encoder
    on: {data: digits, epochs: 4, batch_size: 16}
    loss: mean_squared_error(label, reader(image))
    optimizer: {SGD: 0.1}
    validate: {data: digits.train, every: 2}
  solved:
    train: line
    on: {data: digits, batch_size: 16}
    solve: {ridge: {inputs: encoder(image), targets: label, l2: 0.1}}
  diverging:
    train: reader
    after: [validated]
    on: {data: digits, epochs: 2, batch_size: 16}
    loss: 1e30 * mean_squared_error(1e30 * label, reader(image))
    optimizer: {SGD: 1}
`;

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-forecast-test-'));
  await writeDigits(folder);
  await writeFile(join(folder, 'several.yaml'), several);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const command = (name: string, ...options: string[]) =>
  lagraph([name, ...options, '--engine', 'tfjs'], { cwd: folder });

async function forecast(...options: string[]): Promise<TrainingForecasts> {
  const { code, out, err } = await command('plan', ...options, '--json');
  expect(code, err).toBe(0);
  return (JSON.parse(out) as { forecast: TrainingForecasts }).forecast;
}

describe('plan --forecast', () => {
  it('says what each phase will take, and keeps nothing', async () => {
    const { code, out, err } = await command('plan', 'digits.yaml', '--forecast');
    expect(code, err).toBe(0);
    expect(out).toMatch(/^forecast +engine +threads +epochs +ms a step +time +memory$/m);
    expect(out).toMatch(/^read +tfjs +\d+ +2 +[\d.]+ +[\d.]+ s +\d+ MB$/m);
    expect(out).toMatch(/^training 2 phases takes about [\d.]+ s on this machine; /m);
    expect(existsSync(join(folder, '.lagraph'))).toBe(false);
    expect((await readdir(tmpdir())).filter((name) => /^lagraph-forecast-(?!test)/.test(name))).toEqual([]);
  });

  it('tells the parts of the time, of one phase or of all', async () => {
    const { phases, seconds } = await forecast('digits.yaml', '--forecast', 'again');
    expect(phases.map(({ name }) => name)).toEqual(['again']);
    const { parts, seconds: all, secondsPerStep } = phases[0]!.forecast!;
    for (const part of PHASE_PARTS) expect(parts[part], part).toBeGreaterThanOrEqual(0);
    for (const part of ['start', 'data', 'prepare', 'steps', 'checkpoints'] as const)
      expect(parts[part], part).toBeGreaterThan(0);
    expect(PHASE_PARTS.reduce((sum, part) => sum + parts[part], 0)).toBeCloseTo(all, 6);
    expect(parts.steps + parts.batches).toBeGreaterThanOrEqual(2 * 4 * secondsPerStep! * 0.999);
    expect(seconds).toBe(all);
  });

  it('knows validations and frozen features, phases that solve, and those that can’t be trained', async () => {
    const { phases, seconds } = await forecast('several.yaml', '--forecast');
    const of = (name: string) => phases.find((one) => one.name === name)!;
    expect(of('read').forecast!.parts.validation).toBe(0);
    expect(of('validated').forecast!.parts.validation).toBeGreaterThan(0);
    expect(of('validated').forecast!.parts.features).toBeGreaterThan(0);
    expect(of('solved').forecast!.parts.solve).toBeGreaterThan(0);
    expect(of('solved').forecast!.secondsPerStep).toBeNull();
    expect(of('diverging')).toMatchObject({ forecast: null, problem: expect.stringContaining('loss') });
    // What is not known of one is not known of all.
    expect(seconds).toBeNull();
    const { out } = await command('plan', 'several.yaml', '--forecast', 'diverging');
    expect(out).toMatch(/^diverging has no forecast: /m);
  });

  it('counts the epochs that are left, and nothing that is in the store', async () => {
    const trained = await command('run', 'digits.yaml', '--store', 'kept');
    expect(trained.code, trained.err).toBe(0);
    const whole = await command('plan', 'digits.yaml', '--store', 'kept', '--forecast');
    expect(whole.out).toContain('Nothing is to be trained.');
    const before = await readFile(join(folder, 'digits.yaml'), 'utf8');
    const { phases } = await forecast('digits.yaml', '--store', 'kept', 'epochs=5', '--forecast', 'read');
    expect(phases).toMatchObject([{ name: 'read', epochs: 3 }]);
    expect(await readFile(join(folder, 'digits.yaml'), 'utf8')).toBe(before);
  });

  it('knows no phase that is not there', async () => {
    expect(await command('plan', 'digits.yaml', '--forecast', 'raed')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no phase raed'),
    });
  });
});
