/** Pooling to a number of places, whatever the size of the input: one definition for series, images and volumes. */
import type { LayerDefinition, RuleResult, Shape, Tensor, TfCore } from '../definition-types.js';
import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { defineLayer, inputOfRank, layerError, ok, onlyInput } from './define-layer.js';
import { adaptiveMeans, adaptiveWindow, mapAxis } from './map-axis.js';

const SIDES = { 1: '[steps]', 2: '[height, width]', 3: '[depth, height, width]' } as const;

const KINDS = {
  Average: {
    summary: 'Means of windows that are as equal as they can be',
    pool: (tf: TfCore, x: Tensor, axis: number, to: number) => mapAxis(tf, x, axis, to, adaptiveMeans),
  },
  Max: {
    summary: 'The largest numbers of windows that are as equal as they can be',
    pool: largestOfWindows,
  },
};

function largestOfWindows(tf: TfCore, x: Tensor, axis: number, to: number): Tensor {
  const from = x.shape[axis]!;
  const windows = Array.from({ length: to }, (_, at) => {
    const [first, end] = adaptiveWindow(at, from, to);
    const begin = x.shape.map((_side, place) => (place === axis ? first : 0));
    const size = x.shape.map((length, place) => (place === axis ? end - first : length));
    return tf.max(tf.slice(x, begin, size), axis, true);
  });
  return tf.concat(windows, axis);
}

/** torch.nn.AdaptiveAvgPool, AdaptiveMaxPool; Keras 3's layers/pooling/base_adaptive_pooling.py. */
export function defineAdaptivePooling(kind: keyof typeof KINDS, dimensions: 1 | 2 | 3): LayerDefinition {
  const { summary, pool } = KINDS[kind];
  const one = Type.Integer({ minimum: 1 });
  const list = Type.Array(one, { minItems: dimensions, maxItems: dimensions });
  const sides = (value: number | readonly number[]): readonly number[] =>
    typeof value === 'number' ? Array<number>(dimensions).fill(value) : value;
  return defineLayer({
    name: `Adaptive${kind}Pooling${dimensions}D`,
    summary: `${summary}, so many that the output has the size that is given.`,
    args: Type.Object(
      {
        output_size: Type.Union([one, list], {
          description: `How many: one number, or ${SIDES[dimensions]}.`,
        }),
      },
      { additionalProperties: false },
    ),
    main: 'output_size',
    outputShape(inputs, { output_size }): RuleResult<Shape> {
      const shape = inputOfRank(inputs, (dimensions + 1) as 2 | 3 | 4);
      if (!shape.ok) return shape;
      const made = sides(output_size);
      if (made.some((side, at) => side > shape.value[at]!))
        return layerError(
          `${made.join(' x ')} windows are more than ${shapeText(shape.value)} has places`,
          'output_size',
        );
      return ok([...made, shape.value.at(-1) ?? 1]);
    },
    lower: () => '',
    call: (inputs, { output_size }, _weights, { tf }) =>
      sides(output_size).reduce((x, side, at) => pool(tf, x, at + 1, side), onlyInput(inputs)),
  });
}
