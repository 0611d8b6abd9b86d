/** Pooling over all places: one definition for series, images and volumes. */
import type { LayerDefinition, Tensor, TfCore, TfLayers } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import { defineLayer, inputOfRank, ok, onlyInput } from './define-layer.js';

const WHOLE = { 1: 'all steps', 2: 'the whole image', 3: 'the whole volume' } as const;

const KINDS = {
  Average: {
    what: 'The mean of each channel',
    pool: (tf: TfCore, x: Tensor, axes: number[], keep: boolean) => tf.mean(x, axes, keep),
  },
  Max: {
    what: 'The largest number of each channel',
    pool: (tf: TfCore, x: Tensor, axes: number[], keep: boolean) => tf.max(x, axes, keep),
  },
};

type Stock = Exclude<keyof TfLayers['layers'], number>;

function defineGlobalPooling(kind: keyof typeof KINDS, dimensions: 1 | 2 | 3): LayerDefinition {
  const { what, pool } = KINDS[kind];
  const axes = Array.from({ length: dimensions }, (_, at) => at + 1);
  const stock = `global${kind}Pooling${dimensions}d`;
  return defineLayer({
    name: `Global${kind}Pooling${dimensions}D`,
    summary: `${what} over ${WHOLE[dimensions]}.`,
    args: Type.Object(
      {
        keepdims: Type.Boolean({
          default: false,
          description: 'Whether the sides that are pooled stay, with a length of 1.',
        }),
      },
      { additionalProperties: false },
    ),
    outputShape(inputs, { keepdims }) {
      const shape = inputOfRank(inputs, (dimensions + 1) as 2 | 3 | 4);
      if (!shape.ok) return shape;
      return ok([...(keepdims ? axes.map(() => 1) : []), shape.value.at(-1) ?? 1]);
    },
    lower(tf, { keepdims }, name) {
      if (dimensions === 3) return '';
      if (keepdims) return 'with keepdims';
      const make = tf.layers[stock as Stock] as (args: { name: string }) => ReturnType<typeof tf.layers.elu>;
      return make({ name });
    },
    call: (inputs, { keepdims }, _weights, { tf }) => pool(tf, onlyInput(inputs), axes, keepdims),
  });
}

export const globalPooling = ([1, 2, 3] as const).flatMap((dimensions) => [
  defineGlobalPooling('Average', dimensions),
  defineGlobalPooling('Max', dimensions),
]);
