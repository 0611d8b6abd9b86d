import type { Shape, Tensor, TfCore } from '../definition-types.js';
import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { defineWeightRule } from '../weight-rules.js';

/** Keras's epsilon. */
const EPSILON = 1e-7;

type Axis = number | number[];

const axisArgument = Type.Union([Type.Integer(), Type.Array(Type.Integer(), { minItems: 1 })], {
  default: 0,
  description:
    'The sides along which lengths are measured. 0: those of the weights that lead to each unit of a Dense layer; [0, 1, 2]: of each filter of a Conv2D layer.',
});

const normArgument = (standard: number, description: string) =>
  Type.Number({ default: standard, minimum: 0, description });

const listOf = (axis: Axis) => (Array.isArray(axis) ? axis : [axis]);

function problem(shape: Shape, { axis }: { axis: Axis }): string | null {
  const outside = listOf(axis).find((one) => one >= shape.length || one < -shape.length);
  return outside === undefined
    ? null
    : `measures along side ${outside}, and the weight is ${shapeText(shape)}`;
}

const lengthsOf = (tf: TfCore, weight: Tensor, axis: Axis) => {
  const axes = new Set(listOf(axis).map((one) => (one < 0 ? one + weight.rank : one)));
  return tf.sqrt(tf.sum(tf.square(weight), [...axes], true));
};

export const maxNorm = defineWeightRule({
  kind: 'constraint',
  name: 'MaxNorm',
  summary: 'Vectors of weights that are longer than a limit are cut to it.',
  args: Type.Object(
    { max_value: normArgument(2, 'The limit.'), axis: axisArgument },
    { additionalProperties: false },
  ),
  main: 'max_value',
  problem,
  apply(tf, weight, { max_value: most, axis }) {
    const lengths = lengthsOf(tf, weight, axis);
    return tf.mul(weight, tf.div(tf.clipByValue(lengths, 0, most), tf.add(lengths, EPSILON)));
  },
});

export const minMaxNorm = defineWeightRule({
  kind: 'constraint',
  name: 'MinMaxNorm',
  summary: 'Vectors of weights are brought between two lengths, in part or wholly.',
  args: Type.Object(
    {
      min_value: normArgument(0, 'The least length.'),
      max_value: normArgument(1, 'The greatest length.'),
      rate: Type.Number({
        default: 1,
        minimum: 0,
        maximum: 1,
        description: 'How much of the way is taken at each update.',
      }),
      axis: axisArgument,
    },
    { additionalProperties: false },
  ),
  problem(shape, args) {
    if (args.min_value > args.max_value) return `has a least length above its greatest`;
    return problem(shape, args);
  },
  apply(tf, weight, { min_value: least, max_value: most, rate, axis }) {
    const lengths = lengthsOf(tf, weight, axis);
    const wanted = tf.add(tf.mul(tf.clipByValue(lengths, least, most), rate), tf.mul(lengths, 1 - rate));
    return tf.mul(weight, tf.div(wanted, tf.add(lengths, EPSILON)));
  },
});

export const unitNorm = defineWeightRule({
  kind: 'constraint',
  name: 'UnitNorm',
  summary: 'Vectors of weights have a length of 1.',
  args: Type.Object({ axis: axisArgument }, { additionalProperties: false }),
  problem,
  apply: (tf, weight, { axis }) => tf.div(weight, tf.add(lengthsOf(tf, weight, axis), EPSILON)),
});
