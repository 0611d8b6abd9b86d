/** Functions of expressions on every engine, with their gradients, compared with arrays of Keras 3 and NumPy. */
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { captureStep, optimizeStepProgram, type CaptureTools } from '../../../src/runtime/capture/index.js';
import { createForwardPass } from '../../../src/runtime/capture/forward-pass.js';
import type { Program } from '../../../src/index.js';
import { tfjsEngine, type TensorData } from '../../../src/runtime/engines/index.js';
import { engines } from '../../support/engines-under-test.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { lowerText } from '../../support/lower-text.js';
import { call, difference } from '../../vocabulary/run-function.js';
import type { DType, ResolvedArguments } from '../../../src/vocabulary/index.js';

interface Plain {
  shape: number[];
  dtype: DType;
  data: number[];
}

interface FunctionCase {
  function: string;
  options: ResolvedArguments;
  inputs: Plain[];
  output: Plain;
  slopes?: Plain;
  gradients?: (Plain | null)[];
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../keras/${name}.expected.json`, import.meta.url), 'utf8'));

const functionCases = read('functions') as FunctionCase[];
const slices = read('slices') as {
  x: number[];
  shape: number[];
  cases: { text: string; shape: number[]; output: number[]; slopes: number[]; gradient: number[] }[];
};

const CLOSE = 1e-5;

const data = ({ dtype, data: numbers }: Plain): TensorData =>
  dtype === 'float32'
    ? Float32Array.from(numbers)
    : dtype === 'int32'
      ? Int32Array.from(numbers)
      : Uint8Array.from(numbers);

type Feeds = Record<string, TensorData>;

/** All functions in one step: fields `0/x0` ..., results `0/y`, and `0/gradient0` ... where there are slopes. */
function allFunctions() {
  const feeds: Feeds = {};
  const program = captureStep('functions', 1, (tools) => {
    const results: Record<string, tf.Tensor> = {};
    functionCases.forEach((one, at) => {
      const given = one.inputs.map((input, place) => {
        feeds[`${at}/x${place}`] = data(input);
        return tools.field(`${at}/x${place}`, input.shape, input.dtype);
      });
      const value = () => {
        results[`${at}/y`] = tools.hold(call(tools, one.function, given, one.options, one.output.shape));
        return results[`${at}/y`]!;
      };
      if (!one.slopes) return void value();
      feeds[`${at}/slopes`] = data(one.slopes);
      const slopes = tools.field(`${at}/slopes`, one.slopes.shape);
      const { gradients } = tools.gradients(() => tf.sum(tf.mul(value(), slopes)), given);
      gradients.forEach((gradient, place) => {
        if (gradient) results[`${at}/gradient${place}`] = tools.hold(gradient);
      });
    });
    return { results };
  });
  return { program, feeds };
}

/** All slices of the field `x` in one step, and their gradients. */
function allSlices() {
  const [batch = 1, ...rest] = slices.shape;
  const feeds: Feeds = { x: Float32Array.from(slices.x) };
  const program = captureStep('slices', batch, (tools: CaptureTools) => {
    const results: Record<string, tf.Tensor> = {};
    const x = tools.field('x', slices.shape);
    slices.cases.forEach(({ text, shape, slopes }, at) => {
      feeds[`slopes${at}`] = Float32Array.from(slopes);
      const { wires, root } = lowerText(`x[${text}]`, { x: { shape: [null, ...rest], dtype: 'float32' } });
      const context = {
        program: { networks: [] as Program['networks'] } as Program,
        tools,
        batchSize: batch,
        streamSuffix: '',
      };
      const { gradients } = tools.gradients(() => {
        const forward = createForwardPass(
          { ...context, frozen: new Set(), weight: () => x, assign: () => undefined },
          wires,
        );
        results[`y${at}`] = tools.hold(forward.value(root!));
        return tf.sum(tf.mul(results[`y${at}`]!, tools.field(`slopes${at}`, shape)));
      }, [x]);
      results[`gradient${at}`] = tools.hold(gradients[0]!);
    });
    return { results };
  });
  return { program, feeds };
}

const [functionsStep, slicesStep] = [allFunctions(), allSlices()];

describe.each([['tfjs', tfjsEngine()] as const, ...engines])('on the engine %s', (_name, engine) => {
  async function run({ program, feeds }: typeof functionsStep) {
    const session = await engine.open({ threads: 1, notice: noNotice });
    try {
      return await (await session.prepare(optimizeStepProgram(program))).run(feeds);
    } finally {
      await session.close();
    }
  }

  it('functions and their gradients are those of Keras', async () => {
    const results = await run(functionsStep);
    functionCases.forEach((one, at) => {
      const what = `${one.function} ${JSON.stringify(one.options)}`;
      expect(difference(results[`${at}/y`] ?? [], one.output.data), what).toBeLessThan(CLOSE);
      (one.gradients ?? []).forEach((expected, place) => {
        if (!expected) return;
        const found = results[`${at}/gradient${place}`] ?? expected.data.map(() => 0);
        expect(difference(found, expected.data), `gradient ${place} of ${what}`).toBeLessThan(CLOSE);
      });
    });
  });

  it('slices and their gradients are those of NumPy', async () => {
    const results = await run(slicesStep);
    slices.cases.forEach(({ text, output, gradient }, at) => {
      expect(difference(results[`y${at}`] ?? [], output), text).toBeLessThan(CLOSE);
      expect(difference(results[`gradient${at}`] ?? [], gradient), `gradient of x[${text}]`).toBeLessThan(
        CLOSE,
      );
    });
  });
});
