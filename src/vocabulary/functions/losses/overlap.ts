/** How far two masks, or soft masks, are from covering each other. */
import { Type, type Static, type TObject } from '../../typebox-builders.js';
import type { FunctionDefinition, RuleResult, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { defineFunction, operandPair, tensorParameters } from '../define-function.js';
import { axisFromFront, hasBatch, tensorTypeResult } from '../type-rules.js';
import {
  EPSILON,
  meanPerExample,
  perExampleType,
  sameRankOperandType,
  squeezeToSameRank,
} from './define-loss.js';

const axisOption = Type.Union([Type.Integer(), Type.Array(Type.Integer(), { minItems: 1 }), Type.Null()], {
  default: null,
  description:
    "The axes over which masks are added up, the batch being 0. By default all but the batch, so that each example counts alike (Keras's default is all, the batch too).",
});

type Axis = number | number[] | null;
const listOf = (axis: number | number[]) => (Array.isArray(axis) ? axis : [axis]);

function overlapOutputType(name: string, inputs: readonly TensorType[], axis: Axis): RuleResult<TensorType> {
  const pair = sameRankOperandType(name, inputs);
  if (!pair.ok || axis === null) return pair.ok ? perExampleType(pair.value) : pair;
  const axes = new Set<number>();
  for (const written of listOf(axis)) {
    const found = axisFromFront(written, pair.value, `what \`${name}\` is given`);
    if (!found.ok) return found;
    axes.add(found.value);
  }
  return hasBatch(pair.value) && !axes.has(0) ? perExampleType(pair.value) : tensorTypeResult([]);
}

interface Overlap<O extends TObject> {
  name: string;
  summary: string;
  options: O;
  /** From `sum`, which adds a product up over the axes. */
  share(
    tf: TfCore,
    yTrue: Tensor,
    yPred: Tensor,
    sum: (x: Tensor) => Tensor,
    options: Static<O>,
  ): { of: Tensor; among: Tensor };
}

function defineOverlapLoss<O extends TObject>({ share, options, ...head }: Overlap<O>): FunctionDefinition {
  const all = Type.Object({ ...options.properties, axis: axisOption }, { additionalProperties: false });
  return defineFunction({
    ...head,
    group: 'loss',
    better: 'smaller',
    parameters: tensorParameters('y_true', 'y_pred'),
    options: all,
    output: (inputs, given) => overlapOutputType(head.name, inputs, (given as { axis: Axis }).axis),
    emit(inputs, given, context) {
      const { tf, shape } = context;
      const { axis } = given as { axis: Axis };
      const pair = squeezeToSameRank(tf, inputs);
      const rank = Math.max(...pair.map((one) => one.rank));
      const largest = pair.find((one) => one.rank === rank)!;
      // A number stands for a mask of it.
      const [yTrue, yPred] = operandPair(
        pair.map((one) => (one.rank === rank ? one : tf.mul(one, tf.onesLike(largest)))),
      );
      const axes =
        axis === null
          ? largest.shape.map((_, at) => at).slice(shape.length)
          : [...new Set(listOf(axis).map((one) => (one < 0 ? one + rank : one)))];
      const sum = (x: Tensor) => (axes.length === 0 ? x : tf.sum(x, axes));
      const { of, among } = share(tf, yTrue, yPred, sum, given as Static<O>);
      return meanPerExample(tf.sub(1, tf.div(of, tf.add(among, EPSILON))), context);
    },
  });
}

/** Keras 3: losses/losses.py. */
export const dice = defineOverlapLoss({
  name: 'dice',
  summary: 'How far two masks are from covering each other: 1 - 2 |A and B| / (|A| + |B|).',
  options: Type.Object({}),
  share: (tf, yTrue, yPred, sum) => ({
    of: tf.mul(sum(tf.mul(yTrue, yPred)), 2),
    among: tf.add(sum(yTrue), sum(yPred)),
  }),
});

/** Keras 3: losses/losses.py (Salehi et al. 2017). In Keras too, `alpha` weighs what is missed, whatever its page says. */
export const tversky = defineOverlapLoss({
  name: 'tversky',
  summary: 'The Dice loss with weights of its own for what one mask has beyond the other.',
  options: Type.Object({
    alpha: Type.Number({
      default: 0.5,
      minimum: 0,
      description: 'What counts where the truth alone is 1, as in Keras.',
    }),
    beta: Type.Number({
      default: 0.5,
      minimum: 0,
      description: 'What counts where the prediction alone is 1.',
    }),
  }),
  share(tf, yTrue, yPred, sum, { alpha, beta }) {
    const both = sum(tf.mul(yTrue, yPred));
    const missed = sum(tf.mul(tf.sub(1, yPred), yTrue));
    const wrong = sum(tf.mul(yPred, tf.sub(1, yTrue)));
    return { of: both, among: tf.add(both, tf.add(tf.mul(missed, alpha), tf.mul(wrong, beta))) };
  },
});
