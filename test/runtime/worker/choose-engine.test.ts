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

function choose(candidates: string[], graph = digitsGraph): Promise<ChosenEngine> {
  return runChooseEngineJob(
    {
      task: 'chooseEngine',
      program: compile(graph),
      phase: 'read',
      candidates,
      engine: 'onnx',
      threads: 1,
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
    expect(Object.keys(first.ms).sort()).toEqual(['onnx', 'tfjs']);
    for (const ms of Object.values(first.ms)) expect(ms).toBeGreaterThan(0);
    expect(first.refused).toEqual([]);
    expect(first.engine.numerics).not.toBe('');

    const files = await readdir(timings());
    expect(files).toEqual([`${first.stepKey}.json`]);
    const file = join(timings(), files[0]!);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ ms: first.ms, crashed: {} });

    // The same step with another seed and other names is not measured again.
    await writeFile(file, encodeChecksummedJson({ ms: { onnx: 20, tfjs: 1 }, crashed: {} }));
    const renamed = digitsGraph.replaceAll('encoder', 'reader_of_digits').replace('seed: 3', 'seed: 4');
    expect(await choose(['tfjs', 'onnx'], renamed)).toMatchObject({
      engine: { name: 'tfjs' },
      stepKey: first.stepKey,
      ms: { onnx: 20, tfjs: 1 },
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

it('an engine that is not there, or lacks the precision, is passed over', async () => {
  const chosen = await choose(['nothing', 'onnx']);
  expect(chosen).toMatchObject({ engine: { name: 'onnx' }, ms: {} });
  expect(chosen.refused).toMatchObject([{ name: 'nothing' }]);
  const half = digitsGraph.replace('train: reader', 'train: reader\n    precision: bfloat16');
  await expect(choose(['tfjs', 'onnx'], half)).rejects.toThrow('The phase read asks for bfloat16');
});
