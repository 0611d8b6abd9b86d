import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  captureStep,
  registerCorrectedGradients,
  optimizeStepProgram,
  cleanupPasses,
  verifyStepProgram,
} from '../../../src/runtime/capture/index.js';
import { kernelRules } from '../../../src/runtime/capture/kernels/index.js';
import { correctCpuKernels, tfjsEngine } from '../../../src/runtime/engines/tfjs/index.js';
import { kernelCases } from '../../support/kernel-cases.js';
import { captureCase, computeCase, runCase } from '../../support/run-kernel-case.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  correctCpuKernels();
  registerCorrectedGradients();
});

describe('kernels', () => {
  const recorded = new Set<string>();

  it.each(kernelCases)('records what tfjs computes: $name', async (one) => {
    const program = captureCase(one);
    for (const call of program.calls) recorded.add(call.kernel);
    expect(verifyStepProgram(program)).toEqual([]);
    const expected = computeCase(one);
    // The engine also compares each value with its inferred shape and type.
    const plain = await runCase(tfjsEngine(), program, one);
    plain.forEach((values, at) => expectClose(values, expected[at]));
    const clean = optimizeStepProgram(program);
    expect(verifyStepProgram(clean)).toEqual([]);
    expect(clean.calls.length).toBeLessThanOrEqual(program.calls.length);
    const cleaned = await runCase(tfjsEngine(), clean, one);
    cleaned.forEach((values, at) => expectClose(values, expected[at]));
  });

  it('has a case for every kernel in the table', () => {
    expect(Object.keys(kernelRules).filter((name) => !recorded.has(name))).toEqual([]);
  });

  it('keeps programs right in every pass alone', () => {
    for (const one of kernelCases) {
      const program = captureCase(one);
      for (const { run } of cleanupPasses) expect(verifyStepProgram(run(program))).toEqual([]);
    }
  });

  it('says which kernel it does not know, and where', () => {
    expect(() =>
      captureStep('odd', 2, (tools) => ({
        results: {
          y: tools.inScope('net/layer', () => tf.fft(tf.cast(tools.field('x', [2, 4]), 'complex64'))),
        },
      })),
    ).toThrow(/complex64|FFT|Complex/);
  });
});

function expectClose(values: ArrayLike<number> | undefined, expected: ArrayLike<number> | undefined) {
  expect(values?.length).toBe(expected?.length);
  for (let at = 0; at < (expected?.length ?? 0); at++) {
    const [is, should] = [values?.[at] as number, expected?.[at] as number];
    if (Number.isNaN(should)) expect(is).toBeNaN();
    else if (!Number.isFinite(should)) expect(is).toBe(should);
    else if (Math.abs(is - should) > 1e-5 * Math.max(1, Math.abs(should))) {
      expect.fail(`number ${at} is ${is}, not ${should}`);
    }
  }
}
