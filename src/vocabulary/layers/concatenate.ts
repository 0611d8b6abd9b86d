import { Type } from '../typebox-builders.js';
import type { Shape } from '../definition-types.js';
import { ok, defineLayer, layerError } from './define-layer.js';
import { shapeText } from '../tensor-shape.js';

/** Index of the axis in a shape without the batch; undefined if it is out of range. */
function axisIndex(axis: number, shape: Shape): number | undefined {
  const at = axis < 0 ? axis + shape.length : axis - 1;
  return at >= 0 && at < shape.length ? at : undefined;
}

export const concatenate = defineLayer({
  name: 'Concatenate',
  summary: 'All inputs one behind the other along one side.',
  args: Type.Object(
    {
      axis: Type.Integer({
        default: -1,
        description: 'The side: counted from 1 (0 is the batch), or from the end with -1 as the last.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'axis',
  inputs: 'many',
  outputShape(inputs, { axis }) {
    const [first = []] = inputs;
    const at = axisIndex(axis, first);
    if (at === undefined) return layerError(`${shapeText(first)} has no side ${axis} to join along`, 'axis');
    const fit = inputs.every(
      (shape) => shape.length === first.length && shape.every((side, n) => n === at || side === first[n]),
    );
    if (!fit) {
      return layerError(
        `the shapes ${inputs.map(shapeText).join(' and ')} differ in more than the side ${axis}`,
      );
    }
    const length = inputs.reduce((sum, shape) => sum + (shape[at] ?? 0), 0);
    return ok(first.map((side, n) => (n === at ? length : side)));
  },
  lower: (tf, { axis }, name) => tf.layers.concatenate({ name, axis }),
  call: (inputs, { axis }, _weights, { tf }) => tf.concat([...inputs], axis),
});
