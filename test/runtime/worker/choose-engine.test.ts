import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import type { ChosenEngine } from '../../../src/runtime/jobs/index.js';
import { encodeChecksummedJson } from '../../../src/runtime/store/index.js';
import type * as ChooseEngine from '../../../src/runtime/worker/choose-engine-job.js';
import { digitsGraph, writeDigits } from '../../support/digits-graph.js';
import { built } from '../transpiled-sources.js';

// Transpiled: engines compute in threads, whose entry point must be a JavaScript file.
let runChooseEngineJob: typeof ChooseEngine.runChooseEngineJob;
let folder = '';
const before = process.env.XDG_CACHE_HOME;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-choose-'));
  await writeDigits(folder);
  process.env.XDG_CACHE_HOME = join(folder, 'cache');
  ({ runChooseEngineJob } = (await import(
    await built('runtime/worker/choose-engine-job.js')
  )) as typeof ChooseEngine);
}, 180_000);
afterAll(async () => {
  if (before === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = before;
  await rm(folder, { recursive: true, force: true });
});

const timings = () => join(folder, 'cache/lagraph/step-timings');

function choose(candidates: string[], graph = digitsGraph, threads = 1): Promise<ChosenEngine> {
  return runChooseEngineJob(
    {
      task: 'chooseEngine',
      program: compile(graph),
      phase: 'read',
      candidates,
      engine: 'onnx',
      threads,
      store: join(folder, 'store'),
      data: { base: folder },
      hashes: {},
    },
    { emit: () => undefined, spent: () => undefined, stop: new AbortController().signal },
  );
}

it.skipIf(process.platform !== 'linux')(
  'a step is timed once on each engine that can, and what was measured counts',
  async () => {
    const first = await choose(['tfjs', 'onnx']);
    const ms = Object.fromEntries(first.times.map((one) => [one.engine, one.ms]));
    expect(Object.keys(ms).sort()).toEqual(['onnx', 'tfjs']);
    for (const time of Object.values(ms)) expect(time).toBeGreaterThan(0);
    expect(first.refused).toEqual([]);
    expect(first.engine.numerics).not.toBe('');

    const files = await readdir(timings());
    expect(files).toEqual([`${first.stepKey}.json`]);
    const file = join(timings(), files[0]!);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ms, crashed: {} });

    // The same step with another seed and other names is not measured again.
    await writeFile(file, encodeChecksummedJson({ ms: { onnx: 20, tfjs: 1 }, crashed: {} }));
    const renamed = digitsGraph.replaceAll('encoder', 'reader_of_digits').replace('seed: 3', 'seed: 4');
    expect(await choose(['tfjs', 'onnx'], renamed)).toMatchObject({
      engine: { name: 'tfjs' },
      stepKey: first.stepKey,
      times: [
        { engine: 'onnx', threads: 1, ms: 20 },
        { engine: 'tfjs', threads: 1, ms: 1 },
      ],
    });
    // An engine that crashed is not chosen again.
    await writeFile(file, encodeChecksummedJson({ ms: { onnx: 20, tfjs: 1 }, crashed: { tfjs: 'SIGSEGV' } }));
    expect(await choose(['tfjs', 'onnx'])).toMatchObject({
      engine: { name: 'onnx' },
      refused: [{ name: 'tfjs', reason: 'it crashed in this step (SIGSEGV)' }],
    });
    // Another step is measured.
    const wider = await choose(['tfjs', 'onnx'], digitsGraph.replace('Dense: 4', 'Dense: 5'));
    expect(wider.stepKey).not.toBe(first.stepKey);
    expect(await readdir(timings())).toHaveLength(2);
  },
);

it.skipIf(process.platform !== 'linux')(
  'fewer threads are taken where they are clearly quicker, and then by the engine that is ahead with them',
  async () => {
    const { stepKey } = await choose(['tfjs', 'onnx'], digitsGraph, 2);
    const fewerKey = (await choose(['tfjs', 'onnx'], digitsGraph, 1)).stepKey;
    const keep = (key: string, ms: Record<string, number>) =>
      writeFile(join(timings(), `${key}.json`), encodeChecksummedJson({ ms, crashed: {} }));
    await keep(stepKey, { onnx: 20, tfjs: 10 });
    await keep(fewerKey, { onnx: 4, tfjs: 9.5 });
    expect(await choose(['tfjs', 'onnx'], digitsGraph, 2)).toMatchObject({
      engine: { name: 'tfjs' },
      threads: 2,
    });
    await keep(fewerKey, { onnx: 4, tfjs: 6 });
    expect(await choose(['tfjs', 'onnx'], digitsGraph, 2)).toMatchObject({
      engine: { name: 'onnx' },
      threads: 1,
      times: [
        { engine: 'onnx', threads: 2, ms: 20 },
        { engine: 'tfjs', threads: 2, ms: 10 },
        { engine: 'onnx', threads: 1, ms: 4 },
        { engine: 'tfjs', threads: 1, ms: 6 },
      ],
    });
  },
);

it('an engine that is not there, or lacks the precision, is passed over', async () => {
  const chosen = await choose(['nothing', 'onnx']);
  expect(chosen).toMatchObject({ engine: { name: 'onnx' }, times: [] });
  expect(chosen.refused).toMatchObject([{ name: 'nothing' }]);
  const half = digitsGraph.replace('train: reader', 'train: reader\n    precision: bfloat16');
  await expect(choose(['tfjs', 'onnx'], half)).rejects.toThrow('The phase read asks for bfloat16');
});
