import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { axisFromFront, functionError, tensorTypeResult, tensorTypeText, toFloat32 } from '../type-rules.js';

/** Dauphin et al. 2017; Keras 3: activations/activations.py. */
export const glu = defineFunction({
  name: 'glu',
  group: 'shape',
  summary: 'The first half along an axis, times the sigmoid of the second: a gated linear unit.',
  parameters: tensorParameters('x'),
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'Along which axis; by default the last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const type = operandAt(inputs);
    const found = axisFromFront(axis, type, 'what `glu` is given');
    if (!found.ok) return found;
    const side = type.shape[found.value] ?? null;
    if (side === null || side % 2 !== 0)
      return functionError(`\`glu\` halves an axis, and ${tensorTypeText(type)} has no two halves there`);
    return tensorTypeResult(type.shape.map((one, at) => (at === found.value ? side / 2 : one)));
  },
  emit(inputs, { axis }, { tf }) {
    const x = toFloat32(tf, operandAt(inputs));
    const [value, gate] = tf.split(x, 2, axis);
    return tf.mul(value!, tf.sigmoid(gate!));
  },
});
