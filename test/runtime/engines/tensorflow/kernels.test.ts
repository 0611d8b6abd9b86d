import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { mendGradients, optimize } from '../../../../src/runtime/capture/index.js';
import type { Engine } from '../../../../src/runtime/engines/index.js';
import { tensorflowEngine } from '../../../../src/runtime/engines/tensorflow/index.js';
import { mendCpuKernels } from '../../../../src/runtime/engines/tfjs/index.js';
import { kernelCases } from '../../../support/kernel-cases.js';
import { captureCase, computeCase, runCase } from '../../../support/run-case.js';
import { noTensorflow } from '../../../support/tensorflow.js';
import { expectClose } from '../onnx/close.js';

describe.skipIf(noTensorflow)('the tensorflow engine', () => {
  let engine: Engine;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    mendCpuKernels();
    mendGradients();
    engine = tensorflowEngine();
  });

  it.each(kernelCases)('computes what tfjs computes: $name', async (one) => {
    const program = captureCase(one);
    const expected = computeCase(one);
    for (const step of [program, optimize(program)]) {
      const values = await runCase(engine, step, one);
      values.forEach((numbers, at) => expectClose(numbers, expected[at]));
    }
  });
});
