import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { mendGradients, optimize } from '../../../../src/runtime/capture/index.js';
import { kernels } from '../../../../src/runtime/capture/kernels/index.js';
import { onnxEngine, tfjsEngine } from '../../../../src/runtime/engines/index.js';
import { emitters } from '../../../../src/runtime/engines/onnx1/kernels/index.js';
import { mendCpuKernels } from '../../../../src/runtime/engines/tfjs/index.js';
import { kernelCases } from '../../../support/kernel-cases.js';
import { captureCase, runCase } from '../../../support/run-case.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  mendCpuKernels();
  mendGradients();
});

describe('the onnx engine', () => {
  it('knows every kernel that a step can hold', () => {
    expect(Object.keys(kernels).filter((name) => !(name in emitters))).toEqual([]);
  });

  it.each(kernelCases)('computes what the tfjs engine computes: $name', async (one) => {
    const program = captureCase(one);
    const expected = await runCase(tfjsEngine(), program, one);
    for (const version of [program, optimize(program)]) {
      const values = await runCase(onnxEngine(), version, one);
      values.forEach((value, at) => expectClose(value, expected[at]!));
    }
  });
});

function expectClose(values: ArrayLike<number>, expected: ArrayLike<number>) {
  expect(values.length).toBe(expected.length);
  for (let at = 0; at < expected.length; at++) {
    const [is, should] = [values[at]!, expected[at]!];
    if (Number.isNaN(should)) expect(is).toBeNaN();
    else if (!Number.isFinite(should)) expect(is).toBe(should);
    else if (Math.abs(is - should) > 2e-5 * Math.max(1, Math.abs(should))) {
      expect.fail(`number ${at} is ${is}, not ${should}`);
    }
  }
}
