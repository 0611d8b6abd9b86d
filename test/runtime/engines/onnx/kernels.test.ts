import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { registerCorrectedGradients, optimizeStepProgram } from '../../../../src/runtime/capture/index.js';
import { onnxEngine } from '../../../../src/runtime/engines/onnx/index.js';
import { correctCpuKernels } from '../../../../src/runtime/engines/tfjs/index.js';
import { kernelCases } from '../../../support/kernel-cases.js';
import { captureCase, computeCase, runCase } from '../../../support/run-kernel-case.js';
import { expectClose } from './expect-close.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  correctCpuKernels();
  registerCorrectedGradients();
});

describe.each(['blocked', 'plain'] as const)('the onnx engine, images %s', (images) => {
  const engine = onnxEngine({ images });

  it.each(kernelCases)('computes what tfjs computes: $name', async (one) => {
    const program = captureCase(one);
    const expected = computeCase(one);
    for (const step of [program, optimizeStepProgram(program)]) {
      const values = await runCase(engine, step, one);
      values.forEach((numbers, at) => expectClose(numbers, expected[at]));
    }
  });
});
