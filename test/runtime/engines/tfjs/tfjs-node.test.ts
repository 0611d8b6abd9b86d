/**
 * tfjs-node is an optional peer: .ci/run builds it by scripts/install-tfjs-node.mjs, and passes its folder in
 * LAGRAPH_TFJS_NODE.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerCorrectedGradients } from '../../../../src/runtime/capture/index.js';
import type { Engine } from '../../../../src/runtime/engines/index.js';
import {
  findTfjsNode,
  correctCpuKernels,
  tfjsNodeEngine,
} from '../../../../src/runtime/engines/tfjs/index.js';
import { kernelCases } from '../../../support/kernel-cases.js';
import { captureCase, computeCase, runCase } from '../../../support/run-kernel-case.js';
import { expectClose } from '../onnx/expect-close.js';

const missing = findTfjsNode() === null;

it.skipIf(!process.env.LAGRAPH_TFJS_NODE)('is there where it is said to be', () => {
  expect(findTfjsNode()?.name).toMatch(/^@tensorflow\/tfjs-node/);
});

describe.skipIf(missing)('the engine tfjs-node', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await tfjsNodeEngine();
    await tf.setBackend('cpu');
    correctCpuKernels();
    registerCorrectedGradients();
  });

  it('says what it is', () => {
    expect(engine.name).toBe('tfjs-node');
    expect(engine.version).toMatch(/^tfjs-node(-gpu)? \d.*TensorFlow \d/);
  });

  it.for(kernelCases)('computes what tfjs computes in JavaScript: $name', async (one, { skip }) => {
    const program = captureCase(one);
    const dilated = program.calls.some(
      ({ kernel, attrs }) => kernel.includes('Backprop') && String(attrs.dilations ?? '1,1') !== '1,1',
    );
    if (dilated) {
      await expect(runCase(engine, program, one)).rejects.toThrow('dilation_rate');
      return;
    }
    const unequal = program.calls.some(
      ({ kernel, attrs }) => kernel.startsWith('Depthwise') && new Set(attrs.strides as number[]).size > 1,
    );
    // Layers have none of these: TensorFlow computes them only where it uses oneDNN, which depends on the processor.
    if (unequal) return skip();
    const expected = computeCase(one);
    (await runCase(engine, program, one)).forEach((numbers, at) => expectClose(numbers, expected[at]));
  });
});
