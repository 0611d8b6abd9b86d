import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StepProgram } from '../../../src/runtime/capture/index.js';
import {
  fewerThreads,
  keyOfStepTimings,
  quickestEngine,
  readStepTimings,
  recordCrash,
  validityOfTimings,
  writeStepTimings,
} from '../../../src/runtime/plan/index.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-timings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const step = (size: number, scope = 'a', name = 'x'): StepProgram => ({
  name: scope,
  batchSize: 2,
  values: [
    { shape: [size], dtype: 'float32' },
    { shape: [size], dtype: 'float32' },
  ],
  inputs: [{ kind: 'field', name, value: 0 }],
  constants: [],
  calls: [{ kernel: 'Add', inputs: { a: 0, b: 0 }, attrs: {}, outputs: [1], scope }],
  outputs: [{ kind: 'result', name: 'y', value: 1 }],
});
const conditions = { threads: 2, precision: undefined, engines: ['one-1', 'other-2'] };

it('an engine must be clearly quicker than the usual one', () => {
  expect(quickestEngine({ onnx: 20, onednn: 19 }, 'onnx')).toBe('onnx');
  expect(quickestEngine({ onnx: 20, onednn: 17 }, 'onnx')).toBe('onednn');
  expect(quickestEngine({ onnx: 20, onednn: 30 }, 'onnx')).toBe('onnx');
  expect(quickestEngine({ onednn: 30, tensorflow: 20 }, 'onnx')).toBe('tensorflow');
  expect(quickestEngine({}, 'onnx')).toBe('onnx');
});

it('fewer threads are the powers of two below', () => {
  expect([12, 8, 4, 3, 2, 1].map(fewerThreads)).toEqual([8, 4, 2, 2, 1, null]);
});

it('times are kept by what a step calculates and with what, not by what it is called', () => {
  const key = keyOfStepTimings({ ...conditions, step: step(4) });
  expect(keyOfStepTimings({ ...conditions, step: step(4, 'b', 'z') })).toBe(key);
  const others = [
    { ...conditions, step: step(5) },
    { ...conditions, step: step(4), threads: 1 },
    { ...conditions, step: step(4), engines: ['one-1', 'other-3'] },
    { ...conditions, step: step(4), precision: 'bfloat16' as const },
  ].map(keyOfStepTimings);
  expect(new Set([key, ...others]).size).toBe(5);
});

it('what was measured while other programs computed too counts for minutes only', async () => {
  const now = 1_700_000_000_000;
  const machine = { threads: 2, cores: 4 };
  expect(validityOfTimings({ ...machine, others: 0.2 }, now)).toEqual({});
  expect(validityOfTimings({ ...machine, others: 2 }, now)).toEqual({});
  const validity = validityOfTimings({ ...machine, others: 3 }, now);
  const timings = { ms: { onnx: 4 }, crashed: { onednn: 'SIGFPE' }, ...validity };
  await writeStepTimings('busy', timings, folder);
  expect((await readStepTimings('busy', folder, now + 60_000))?.ms).toEqual({ onnx: 4 });
  expect(await readStepTimings('busy', folder, now + 3_600_000)).toEqual({
    ms: {},
    crashed: { onednn: 'SIGFPE' },
  });
});

it('what was measured is read again, with the crashes that came after', async () => {
  expect(await readStepTimings('key', folder)).toBeNull();
  await writeStepTimings('key', { ms: { onnx: 4, onednn: 2 }, crashed: {} }, folder);
  await recordCrash('key', 'onednn', 'SIGSEGV', folder);
  expect(await readStepTimings('key', folder)).toEqual({
    ms: { onnx: 4, onednn: 2 },
    crashed: { onednn: 'SIGSEGV' },
  });
  const [file] = await readdir(join(folder, 'step-timings'));
  await writeFile(join(folder, 'step-timings', file!), '{"ms": {"onnx": 4}}');
  expect(await readStepTimings('key', folder)).toBeNull();
});
