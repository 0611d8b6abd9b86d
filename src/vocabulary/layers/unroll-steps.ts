import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { LayerCallContext, Tensor } from '../definition-types.js';
import { requiredWeight } from './convolution-arguments.js';
import { dropoutMask, dropOut } from './dropout-mask.js';
import type { RecurrentArguments } from './recurrent-arguments.js';

/**
 * One step of a cell. `state` is null where it is zero, in the first step: an exported model then has no shape with
 * the batch in it.
 *
 * @param sums the step's input times the kernel, with the bias: [batch, gates * units]
 * @returns the new state, whose first part is the output
 */
export type CellStep = (sums: Tensor, state: readonly Tensor[] | null) => Tensor[];

/**
 * Goes through a series step by step, each recorded by itself. The products with the kernel are one for all steps.
 *
 * @param inputs the series [batch, steps, features] and, if given, the first state
 * @param bias added to the products with the kernel
 */
export function unrollSteps(
  inputs: readonly Tensor[],
  { units, dropout, recurrent_dropout, ...way }: RecurrentArguments,
  weights: Readonly<Record<string, Tensor>>,
  bias: Tensor | undefined,
  context: LayerCallContext,
  cell: (keep: (state: Tensor) => Tensor) => CellStep,
): Tensor {
  const { tf } = context;
  const [series, ...given] = inputs as [Tensor, ...Tensor[]];
  const [batch = 1, steps = 1, features = 1] = series.shape;
  const x = dropOut(context, series, [batch, 1, features], dropout);
  const stateKept = dropoutMask(context, [batch, units], recurrent_dropout);
  const kernel = requiredWeight<Tensor2D>(weights, 'kernel');
  const products = tf.matMul(tf.reshape(x, [-1, features]) as Tensor2D, kernel);
  const sums = tf.reshape(bias ? tf.add(products, bias) : products, [batch, steps, kernel.shape[1]]);
  const step = cell((state) => (stateKept ? tf.mul(state, stateKept) : state));
  return goThroughSteps(context, sums, way, given, step, (sum) => {
    const zero = () => tf.mul(tf.slice(sum, [0, 0], [batch, units]), 0);
    return [zero(), zero()];
  });
}

/**
 * Makes the steps of a cell, one after the other.
 *
 * @param sums what each step is given: [batch, steps, ...]
 * @param given the first state; empty for zeros
 * @param zeros a state of zeros for a step: in a series of one step the recurrent kernel has a gradient too, of zeros
 */
export function goThroughSteps(
  { tf }: LayerCallContext,
  sums: Tensor,
  { return_sequences, go_backwards }: Pick<RecurrentArguments, 'return_sequences' | 'go_backwards'>,
  given: readonly Tensor[],
  step: CellStep,
  zeros: (sum: Tensor) => Tensor[],
): Tensor {
  const inOrder = tf.unstack(sums, 1);
  // tfjs's tape holds the list itself.
  const each = go_backwards ? [...inOrder].reverse() : inOrder;
  let state: readonly Tensor[] | null = given.length > 0 ? given : each.length === 1 ? zeros(each[0]!) : null;
  const outputs: Tensor[] = [];
  for (const sum of each) {
    state = step(sum, state);
    outputs.push(state[0]!);
  }
  return return_sequences ? tf.stack(outputs, 1) : outputs.at(-1)!;
}
