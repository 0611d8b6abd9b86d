/** Holds an engine to what tfjs computes, kernel by kernel, as captured and as optimized. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { registerCorrectedGradients, optimizeStepProgram } from '../../../src/runtime/capture/index.js';
import type { Engine } from '../../../src/runtime/engines/index.js';
import { correctCpuKernels } from '../../../src/runtime/engines/tfjs/index.js';
import { kernelCases } from '../../support/kernel-cases.js';
import { captureCase, computeCase, runCase } from '../../support/run-kernel-case.js';
import { expectClose } from './onnx/expect-close.js';

/** @param missing whether the engine's library is not there */
export function sameKernels(
  name: string,
  missing: boolean,
  makeEngine: () => Engine | Promise<Engine>,
): void {
  describe.skipIf(missing)(`the ${name} engine`, () => {
    let engine: Engine;
    beforeAll(async () => {
      await tf.setBackend('cpu');
      correctCpuKernels();
      registerCorrectedGradients();
      engine = await makeEngine();
    });

    it.each(kernelCases)('computes what tfjs computes: $name', async (one) => {
      const program = captureCase(one);
      const expected = computeCase(one);
      for (const step of [program, optimizeStepProgram(program)]) {
        const values = await runCase(engine, step, one);
        values.forEach((numbers, at) => expectClose(numbers, expected[at]));
      }
    });
  });
}
