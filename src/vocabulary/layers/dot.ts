import type { Tensor } from '../definition-types.js';
import { shapeSize, shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { toUnitLength } from '../unit-length.js';
import { toPair } from './arguments.js';
import { defineLayer, layerError, ok } from './define-layer.js';

/** Counted from the front, where the batch is 0; with -1 the last. */
const fromFront = (axes: number | readonly number[], ranks: readonly [number, number]): [number, number] => {
  const [first, second] = toPair(axes);
  const place = (axis: number, rank: number) => (axis < 0 ? axis + rank + 1 : axis);
  return [place(first, ranks[0]), place(second, ranks[1])];
};

/** Vectors shorter than this are scaled by its inverse, as in Keras's `normalize`. */
const SHORTEST = 1e-6;

/** Keras 3's layers/merging/dot.py. */
export const dot = defineLayer({
  name: 'Dot',
  summary:
    'Scalar products of two inputs along a side of each: what is left of the first, then of the second.',
  args: Type.Object(
    {
      axes: Type.Union([Type.Integer(), Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 })], {
        description: 'The side: 1 is the first after the batch, -1 the last; or one for each input.',
      }),
      normalize: Type.Boolean({
        default: false,
        description: 'Whether vectors along these sides get a length of 1 first: cosines.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'axes',
  inputs: [2, 2],
  outputShape(inputs, { axes }) {
    const [a = [], b = []] = inputs;
    const [first, second] = fromFront(axes, [a.length, b.length]);
    for (const [shape, axis, at] of [
      [a, first, 0],
      [b, second, 1],
    ] as const) {
      if (axis < 1 || axis > shape.length)
        return layerError(`${shapeText(shape)} has no side ${toPair(axes)[at]} to multiply along`, 'axes');
    }
    if (a[first - 1] !== b[second - 1])
      return layerError(
        `${shapeText(a)} and ${shapeText(b)} have ${a[first - 1]} and ${b[second - 1]} numbers along these sides`,
        'axes',
      );
    const left = [...a.filter((_, at) => at !== first - 1), ...b.filter((_, at) => at !== second - 1)];
    return ok(left.length === 0 ? [1] : left);
  },
  lower: (tf, { axes, normalize }, name) => tf.layers.dot({ name, axes: axes as number, normalize }),
  call(inputs, { axes, normalize }, _weights, { tf }) {
    const [a, b] = inputs as [Tensor, Tensor];
    const places = fromFront(axes, [a.rank - 1, b.rank - 1]);
    /** [batch, numbers left, numbers multiplied] */
    const rows = (x: Tensor, axis: number) => {
      const unit = normalize ? toUnitLength(tf, x, axis, SHORTEST) : x;
      const others = x.shape.map((_, at) => at).filter((at) => at !== axis);
      const last = axis === x.rank - 1 ? unit : tf.transpose(unit, [...others, axis]);
      const left = shapeSize(others.slice(1).map((at) => x.shape[at]!));
      return { others, rows: tf.reshape(last, [x.shape[0]!, left, x.shape[axis]!]) };
    };
    const [first, second] = [rows(a, places[0]), rows(b, places[1])];
    const left = [
      ...first.others.slice(1).map((at) => a.shape[at]!),
      ...second.others.slice(1).map((at) => b.shape[at]!),
    ];
    return tf.reshape(tf.matMul(first.rows, second.rows, false, true), [
      a.shape[0]!,
      ...(left.length === 0 ? [1] : left),
    ]);
  },
});
