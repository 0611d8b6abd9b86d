import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { mendGradients, optimize } from '../../../../src/runtime/capture/index.js';
import { onnxEngine } from '../../../../src/runtime/engines/onnx/index.js';
import { mendCpuKernels } from '../../../../src/runtime/engines/tfjs/index.js';
import { kernelCases } from '../../../support/kernel-cases.js';
import { captureCase, computeCase, runCase } from '../../../support/run-case.js';
import { expectClose } from './close.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  mendCpuKernels();
  mendGradients();
});

describe.each(['blocked', 'plain'] as const)('the onnx engine, images %s', (images) => {
  const engine = onnxEngine({ images });

  it.each(kernelCases)('computes what tfjs computes: $name', async (one) => {
    const program = captureCase(one);
    const expected = computeCase(one);
    for (const step of [program, optimize(program)]) {
      const values = await runCase(engine, step, one);
      values.forEach((numbers, at) => expectClose(numbers, expected[at]));
    }
  });
});
