/** The sides of an example that are its features: `axis` of normalizations, numbered as in Keras. */
import type { RuleResult, Shape, Tensor, TfCore } from '../definition-types.js';
import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { layerError, ok, onlyInput } from './define-layer.js';

const COUNTED = 'counted from 1 (0 is the batch), or from the end with -1 as the last';

/** The networks of runs of older versions have no such argument. */
type Axes = number | readonly number[];
const LAST = -1;

/** Whether it is the last side by its default, which is all that some layers of tfjs have. */
export const isLastAxis = (axis: Axes = LAST): boolean => axis === LAST;

/** One side. */
export const featureAxisArgument = Type.Integer({
  default: LAST,
  description: `The side of the features: ${COUNTED}.`,
});

/** One side, or several. */
export const featureAxesArgument = Type.Union([Type.Integer(), Type.Array(Type.Integer(), { minItems: 1 })], {
  default: LAST,
  description: `The side of the features, or several: ${COUNTED}.`,
});

/**
 * The axes in a tensor with the batch, ascending.
 *
 * @param shape of an example, without the batch
 */
export function featureAxes(shape: Shape, axis: Axes = LAST): RuleResult<number[]> {
  if (shape.length === 0) return layerError('an input with features is needed');
  const given = typeof axis === 'number' ? [axis] : axis;
  // Keras orders them as they are written, -1 before 1, and its weights with them.
  if (given.some((one) => one < 0) && given.some((one) => one > 0))
    return layerError('sides are counted from the front or from the end, not both', 'axis');
  const axes = given.map((one) => (one < 0 ? one + shape.length + 1 : one));
  const odd = axes.findIndex((one) => one < 1 || one > shape.length);
  if (odd >= 0) return layerError(`${shapeText(shape)} has no side ${given[odd]!} with features`, 'axis');
  if (new Set(axes).size < axes.length) return layerError('a side is named twice', 'axis');
  return ok(axes.sort((a, b) => a - b));
}

/** The output's shape of a layer that keeps its input's, and goes by the features of these sides. */
export function shapeWithFeatures(inputs: readonly Shape[], { axis }: { axis: Axes }): RuleResult<Shape> {
  const shape = onlyInput(inputs);
  const axes = featureAxes(shape, axis);
  return axes.ok ? ok(shape) : axes;
}

/** The axes by arguments that have been checked. */
function checkedAxes(shape: Shape, axis?: Axes): number[] {
  const axes = featureAxes(shape, axis);
  if (!axes.ok) throw new Error(axes.problem);
  return axes.value;
}

/** Lengths of the sides of the features: the shape of a weight with a number for each. */
export const featureShape = (shape: Shape, axis?: Axes): number[] =>
  checkedAxes(shape, axis).map((one) => shape[one - 1]!);

/**
 * Applies what goes by the features of a tensor, with those as its last side.
 *
 * @param weights one number for each feature
 */
export function withFeaturesLast<W extends Readonly<Record<string, Tensor | undefined>>>(
  tf: TfCore,
  x: Tensor,
  axis: Axes | undefined,
  weights: W,
  apply: (x: Tensor, weights: W) => Tensor,
): Tensor {
  const axes = checkedAxes(x.shape.slice(1), axis);
  if (axes.length === 1 && axes[0] === x.rank - 1) return apply(x, weights);
  const others = x.shape.flatMap((_, at) => (axes.includes(at) ? [] : [at]));
  const order = [...others, ...axes];
  const isMoved = order.some((from, at) => from !== at);
  const moved = isMoved ? tf.transpose(x, order) : x;
  const flat = tf.reshape(moved, [...others.map((at) => x.shape[at]!), -1]);
  const flatWeights = Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [name, weight && tf.reshape(weight, [-1])]),
  ) as W;
  const y = tf.reshape(apply(flat, flatWeights), moved.shape);
  if (!isMoved) return y;
  return tf.transpose(
    y,
    x.shape.map((_, at) => order.indexOf(at)),
  );
}
