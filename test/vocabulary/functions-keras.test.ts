/** Functions compared with results of Keras 3: test/keras/functions.py. */
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { functions, type ResolvedArguments, type DType } from '../../src/vocabulary/index.js';
import { difference, functionProgram, outputOf, run } from './run-function.js';

interface Plain {
  shape: number[];
  dtype: DType;
  data: number[];
}

interface Case {
  function: string;
  options: ResolvedArguments;
  inputs: Plain[];
  output: Plain;
  slopes?: Plain;
  gradients?: (Plain | null)[];
}

const cases = JSON.parse(
  readFileSync(new URL('../keras/functions.expected.json', import.meta.url), 'utf8'),
) as Case[];

const CLOSE = 1e-5;

/** Functions that Keras does not have, or that draw; functions.test.ts and slices.test.ts test their definitions. */
const OTHERS =
  'contrastive gradient nearest normal normal_like permutation reverse_gradient shuffle_batch slice sliced_wasserstein straight_through uniform uniform_like';

const data = ({ dtype, data: numbers }: Plain) =>
  dtype === 'float32'
    ? Float32Array.from(numbers)
    : dtype === 'int32'
      ? Int32Array.from(numbers)
      : Uint8Array.from(numbers);

const title = (one: Case) =>
  `${one.function}(${one.inputs.map(({ shape }) => `[${shape}]`).join(', ')}) ${JSON.stringify(one.options)}`;

/** The batch is the first axis, except in a row that is added to every example. */
function typesOf(one: Case) {
  const rank = Math.max(...one.inputs.map(({ shape }) => shape.length));
  // Of these, not every operand has a batch.
  if (['take', 'einsum', 'nearest_index'].includes(one.function)) return one.inputs;
  const spread = functions.get(one.function)?.group === 'math';
  return one.inputs.map(({ shape, dtype }) => ({
    shape:
      spread && shape.length < rank
        ? shape
        : [...(one.function === 'matmul' && shape.length === 2 ? shape : [null, ...shape.slice(1)])],
    dtype,
  }));
}

describe('functions compute what Keras 3 computes', () => {
  it('with a case for every function that Keras has', () => {
    const held = new Set(cases.map((one) => one.function));
    // totals.test.ts has cases for figures of all examples together.
    const each = [...functions.values()].filter(({ total }) => !total).map(({ name }) => name);
    expect(each.filter((name) => !held.has(name)).sort()).toEqual(OTHERS.split(' '));
  });

  it.each(cases.map((one) => [title(one), one] as const))('%s', async (_title, one) => {
    const answer = outputOf(one.function, typesOf(one), one.options);
    expect(answer.ok && answer.value.dtype).toBe(one.output.dtype);
    expect(answer.ok && answer.value.shape.map((side) => side ?? one.inputs[0]!.shape[0])).toEqual(
      one.output.shape,
    );

    const program = functionProgram(
      one.function,
      one.inputs,
      one.options,
      one.output.shape,
      one.slopes !== undefined,
    );
    const results = await run(program, {
      ...Object.fromEntries(one.inputs.map((input, at) => [`x${at}`, data(input)])),
      ...(one.slopes ? { slopes: data(one.slopes) } : {}),
    });
    expect(difference(results.y ?? [], one.output.data)).toBeLessThan(CLOSE);
    (one.gradients ?? []).forEach((expected, at) => {
      if (!expected) return;
      // Where no gradient arrives, lagraph has none and Keras has zeros.
      const found = results[`gradient${at}`] ?? expected.data.map(() => 0);
      expect(difference(found, expected.data), `gradient ${at}`).toBeLessThan(CLOSE);
    });
  });
});
