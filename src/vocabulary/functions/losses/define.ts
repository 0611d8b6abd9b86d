/** What losses share: two values of one shape, and one number an example. */
import type { Static, TObject } from '../../schema.js';
import type { Answer, FunctionContext, FunctionDefinition, Tensor, TensorType, TfCore } from '../../types.js';
import { both, define, tensors } from '../define.js';
import { float, hasBatch, list, refused, said, sameShape, typed } from '../types.js';

/** Keras's epsilon. */
export const EPSILON = 1e-7;

/** Probabilities, kept off 0 and 1 as Keras keeps them. */
export const clipped = (tf: TfCore, p: Tensor): Tensor => tf.clipByValue(p, EPSILON, 1 - EPSILON);

/** One number an example; one number where there is no batch. */
export const perExample = (type: TensorType): Answer<TensorType> => typed(hasBatch(type) ? [null] : []);

/** Mean over all axes but the batch; over all axes where the value that comes out has none. */
export function meanOfExamples(x: Tensor, { tf, shape }: FunctionContext): Tensor {
  const axes = x.shape.map((_, at) => at).slice(shape.length);
  return axes.length === 0 ? x : tf.mean(x, axes);
}

/**
 * The two values as Keras puts them together: of the same shape, or one of them with a last side of 1 more. A number
 * stands for a whole tensor of it.
 */
export function samePair(name: string, inputs: readonly TensorType[]): Answer<TensorType> {
  const [a, b] = both(inputs);
  if (a.shape.length === 0) return typed(b.shape);
  if (b.shape.length === 0 || sameShape(a.shape, b.shape)) return typed(a.shape);
  if (sameShape([...a.shape, 1], b.shape)) return typed(a.shape);
  if (sameShape(a.shape, [...b.shape, 1])) return typed(b.shape);
  return refused(
    `\`${name}\` compares two values of one shape, and is given ${list(inputs.map(said))}`,
    undefined,
    'y_pred',
  );
}

/** The operands as float32, without the last side of 1 that only one of them has. */
export function aligned(tf: TfCore, inputs: readonly Tensor[]): [Tensor, Tensor] {
  const [a, b] = both(inputs).map((x) => float(tf, x)) as [Tensor, Tensor];
  if (a.rank === 0 || b.rank === 0 || a.rank === b.rank) return [a, b];
  return a.rank > b.rank ? [tf.reshape(a, b.shape), b] : [a, tf.reshape(b, a.shape)];
}

/** Two values of one shape with a side besides the batch: one number an example comes out. */
export function pairOfVectors(name: string, inputs: readonly TensorType[]): Answer<TensorType> {
  const [yTrue, yPred] = both(inputs);
  const vectors = yPred.shape.length > (hasBatch(yPred) ? 1 : 0);
  if (vectors && sameShape(yTrue.shape, yPred.shape)) return perExample(yPred);
  const classNumbers = vectors && sameShape(yTrue.shape, yPred.shape.slice(0, -1));
  return refused(
    `\`${name}\` compares two values of one shape, [batch, ..., classes], and is given ${list(inputs.map(said))}`,
    classNumbers && name === 'categorical_crossentropy'
      ? 'labels that are class numbers are for sparse_categorical_crossentropy'
      : undefined,
    'y_pred',
  );
}

interface Loss<O extends TObject> {
  name: string;
  summary: string;
  options?: O;
  group?: 'loss' | 'metric';
  parameters?: [string, string];
  /** Numbers for each place, whose mean over the example is the loss. */
  each(tf: TfCore, yTrue: Tensor, yPred: Tensor, options: Static<O>, context: FunctionContext): Tensor;
  /** Put to the mean, where that is cheaper than to every number. */
  then?(tf: TfCore, mean: Tensor): Tensor;
}

/** A loss of numbers compared one by one. */
export const elementwiseLoss = <O extends TObject>({ each, then, ...rest }: Loss<O>): FunctionDefinition =>
  define<O>({
    ...rest,
    group: rest.group ?? 'loss',
    better: 'smaller',
    parameters: tensors(...(rest.parameters ?? ['y_true', 'y_pred'])),
    output(inputs) {
      const pair = samePair(rest.name, inputs);
      return pair.ok ? perExample(pair.value) : pair;
    },
    emit(inputs, options, context) {
      const [yTrue, yPred] = aligned(context.tf, inputs);
      const mean = meanOfExamples(each(context.tf, yTrue, yPred, options, context), context);
      return then ? then(context.tf, mean) : mean;
    },
  });

/** A loss of vectors, the last side, compared as a whole: `each` takes that side away. */
export const vectorLoss = <O extends TObject>({ each, then, ...rest }: Loss<O>): FunctionDefinition =>
  define<O>({
    ...rest,
    group: rest.group ?? 'loss',
    better: 'smaller',
    parameters: tensors(...(rest.parameters ?? ['y_true', 'y_pred'])),
    output: (inputs) => pairOfVectors(rest.name, inputs),
    emit(inputs, options, context) {
      const [yTrue, yPred] = aligned(context.tf, inputs);
      const mean = meanOfExamples(each(context.tf, yTrue, yPred, options, context), context);
      return then ? then(context.tf, mean) : mean;
    },
  });
