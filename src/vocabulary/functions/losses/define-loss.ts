/** Shared by losses: two values of one shape in, one value per example out. */
import type { Static, TObject } from '../../typebox-builders.js';
import type {
  RuleResult,
  FunctionContext,
  FunctionDefinition,
  Tensor,
  TensorType,
  TfCore,
} from '../../definition-types.js';
import { operandPair, defineFunction, tensorParameters, type MovingOptions } from '../define-function.js';
import {
  toFloat32,
  hasBatch,
  joinWithAnd,
  functionError,
  tensorTypeText,
  tensorTypeResult,
} from '../type-rules.js';
import { equalShapes } from '../../tensor-shape.js';

/** Keras's epsilon. */
export const EPSILON = 1e-7;

/** Probabilities clipped away from 0 and 1, as in Keras. */
export const clipProbabilities = (tf: TfCore, p: Tensor): Tensor => tf.clipByValue(p, EPSILON, 1 - EPSILON);

/** One value per example; a scalar if there is no batch dimension. */
export const perExampleType = (type: TensorType): RuleResult<TensorType> =>
  tensorTypeResult(hasBatch(type) ? [null] : []);

/** Mean over all axes except the batch; over all axes if the result has no batch dimension. */
export function meanPerExample(x: Tensor, { tf, shape }: FunctionContext): Tensor {
  const axes = x.shape.map((_, at) => at).slice(shape.length);
  return axes.length === 0 ? x : tf.mean(x, axes);
}

/**
 * Checks that two values can be compared as in Keras: they have the same shape, or one of them has an additional last
 * dimension of 1. A scalar is broadcast.
 */
export function sameRankOperandType(
  functionName: string,
  inputs: readonly TensorType[],
): RuleResult<TensorType> {
  const [a, b] = operandPair(inputs);
  if (a.shape.length === 0) return tensorTypeResult(b.shape);
  if (b.shape.length === 0 || equalShapes(a.shape, b.shape)) return tensorTypeResult(a.shape);
  if (equalShapes([...a.shape, 1], b.shape)) return tensorTypeResult(a.shape);
  if (equalShapes(a.shape, [...b.shape, 1])) return tensorTypeResult(b.shape);
  return functionError(
    `\`${functionName}\` compares two values of one shape, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
    undefined,
    'y_pred',
  );
}

/** The operands as float32, without the last dimension of 1 that only one of them has. */
export function squeezeToSameRank(tf: TfCore, inputs: readonly Tensor[]): [Tensor, Tensor] {
  const [a, b] = operandPair(inputs).map((x) => toFloat32(tf, x)) as [Tensor, Tensor];
  if (a.rank === 0 || b.rank === 0 || a.rank === b.rank) return [a, b];
  return a.rank > b.rank ? [tf.reshape(a, b.shape), b] : [a, tf.reshape(b, a.shape)];
}

/** Output type for two values of one shape with an axis besides the batch: one value per example. */
export function vectorPairOutputType(
  functionName: string,
  inputs: readonly TensorType[],
): RuleResult<TensorType> {
  const [yTrue, yPred] = operandPair(inputs);
  const vectors = yPred.shape.length > (hasBatch(yPred) ? 1 : 0);
  if (vectors && equalShapes(yTrue.shape, yPred.shape)) return perExampleType(yPred);
  const classNumbers = vectors && equalShapes(yTrue.shape, yPred.shape.slice(0, -1));
  return functionError(
    `\`${functionName}\` compares two values of one shape, [batch, ..., classes], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
    classNumbers && functionName === 'categorical_crossentropy'
      ? 'labels that are class numbers are for sparse_categorical_crossentropy'
      : undefined,
    'y_pred',
  );
}

interface LossRules<O extends TObject, M extends keyof Static<O>> {
  name: string;
  summary: string;
  options?: O;
  moving?: readonly M[];
  group?: 'loss' | 'metric';
  parameters?: [string, string];
  /** Elementwise loss, whose mean over the example is the result; where it is negated, minus the mean. */
  perElement(
    tf: TfCore,
    yTrue: Tensor,
    yPred: Tensor,
    options: MovingOptions<Static<O>, M>,
    context: FunctionContext,
  ): Tensor | { negated: Tensor };
  /** Applied once to the mean instead of to every element. */
  afterMean?(tf: TfCore, mean: Tensor): Tensor;
}

/** Defines a loss that compares elements. */
export const defineElementwiseLoss = <O extends TObject, M extends keyof Static<O> = never>(
  rules: LossRules<O, M>,
): FunctionDefinition =>
  defineComparison(rules, (inputs) => {
    const pair = sameRankOperandType(rules.name, inputs);
    return pair.ok ? perExampleType(pair.value) : pair;
  });

/** Defines a loss that compares vectors along the last axis: `perElement` reduces that axis. */
export const defineVectorLoss = <O extends TObject, M extends keyof Static<O> = never>(
  rules: LossRules<O, M>,
): FunctionDefinition => defineComparison(rules, (inputs) => vectorPairOutputType(rules.name, inputs));

function defineComparison<O extends TObject, M extends keyof Static<O>>(
  { perElement: each, afterMean: then, ...rest }: LossRules<O, M>,
  output: FunctionDefinition['output'],
): FunctionDefinition {
  return defineFunction<O, M>({
    ...rest,
    group: rest.group ?? 'loss',
    better: 'smaller',
    parameters: tensorParameters(...(rest.parameters ?? ['y_true', 'y_pred'])),
    output,
    emit(inputs, options, context) {
      const [yTrue, yPred] = squeezeToSameRank(context.tf, inputs);
      const loss = each(context.tf, yTrue, yPred, options, context);
      if ('negated' in loss) return context.tf.neg(meanPerExample(loss.negated, context));
      const mean = meanPerExample(loss, context);
      return then ? then(context.tf, mean) : mean;
    },
  });
}
