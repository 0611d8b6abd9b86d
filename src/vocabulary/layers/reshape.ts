import { Type } from '../typebox-builders.js';
import type { RuleResult, Shape } from '../definition-types.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';
import { shapeSize, shapeText } from '../tensor-shape.js';

function resolveTargetShape(shape: Shape, target: readonly number[]): RuleResult<Shape> {
  const size = shapeSize(shape);
  const open = target.filter((side) => side === -1).length;
  if (open > 1) return layerError('only one side can be -1', 'target_shape');
  const known = shapeSize(target.filter((side) => side !== -1));
  if (open ? size % known !== 0 : size !== known) {
    return layerError(
      `${shapeText(shape)} has ${size} numbers, which don't fit into ${shapeText(target)}` +
        (open ? '' : `, which has ${known}`),
      'target_shape',
    );
  }
  return ok(target.map((side) => (side === -1 ? size / known : side)));
}

export const reshapeLayer = defineLayer({
  name: 'Reshape',
  summary: 'The same numbers in another shape.',
  args: Type.Object(
    {
      target_shape: Type.Array(Type.Union([Type.Integer({ minimum: 1 }), Type.Literal(-1)]), {
        description: 'The shape without the batch; one side may be -1, for whatever is left.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'target_shape',
  outputShape: (inputs, { target_shape }) => resolveTargetShape(onlyInput(inputs), target_shape),
  lower: (tf, { target_shape }, name) => tf.layers.reshape({ name, targetShape: target_shape }),
  call(inputs, { target_shape }, _weights, { tf }) {
    const [batch = 1, ...shape] = onlyInput(inputs).shape;
    const target = resolveTargetShape(shape, target_shape);
    if (!target.ok) throw new Error(target.problem);
    return tf.reshape(onlyInput(inputs), [batch, ...target.value]);
  },
});
