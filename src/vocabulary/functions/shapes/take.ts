/** Elements by computed places. Places outside of an axis are brought to its nearest end, on every engine. */
import { Type } from '../../typebox-builders.js';
import { detachTensor } from '../../detach-tensor.js';
import { defineFunction, operandAt, operandPair, tensorParameters } from '../define-function.js';
import {
  axisFromFront,
  functionError,
  joinWithAnd,
  tensorTypeResult,
  tensorTypeText,
  toFloat32,
} from '../type-rules.js';
import { alongLastAxis, pickAlongLastAxis, placesWithin } from './pick-along-axis.js';

export const take = defineFunction({
  name: 'take',
  group: 'shape',
  summary: 'Whole rows of a tensor by their places: `take(codebook, codes)`, or along another axis.',
  parameters: tensorParameters('x', 'indices'),
  differentiable: [0],
  options: Type.Object(
    { axis: Type.Integer({ default: 0, description: 'Along which axis; by default the first.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const [x, indices] = operandPair(inputs);
    const found = axisFromFront(axis, x, 'what `take` takes from');
    if (!found.ok) return found;
    const at = found.value;
    return tensorTypeResult([...x.shape.slice(0, at), ...indices.shape, ...x.shape.slice(at + 1)]);
  },
  emit(inputs, { axis }, { tf, shape }) {
    const [x, indices] = operandPair(inputs);
    const at = axis < 0 ? axis + x.rank : axis;
    const places = placesWithin(tf, detachTensor(tf, indices), x.shape[at]!);
    const taken = tf.gather(toFloat32(tf, x), tf.reshape(places, [-1]) as never, at);
    return tf.reshape(taken, [...shape]);
  },
});

export const takeAlongAxis = defineFunction({
  name: 'take_along_axis',
  group: 'shape',
  summary: 'Elements along an axis by places of their own in each row, as argsort gives them.',
  parameters: tensorParameters('x', 'indices'),
  differentiable: [0],
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'Along which axis; by default the last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const [x, indices] = operandPair(inputs);
    const found = axisFromFront(axis, x, 'what `take_along_axis` takes from');
    if (!found.ok) return found;
    const fits =
      x.shape.length === indices.shape.length &&
      x.shape.every((side, at) => at === found.value || side === indices.shape[at]);
    return fits
      ? tensorTypeResult(indices.shape)
      : functionError(
          `\`take_along_axis\` needs places in the shape of the tensor but for axis ${axis}, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
          'take(x, indices) takes whole rows',
        );
  },
  emit(inputs, { axis }, { tf }) {
    const [x, indices] = operandPair(inputs);
    return alongLastAxis(tf, [toFloat32(tf, x), detachTensor(tf, indices)], axis, (moved) => {
      const [given, places] = operandPair(moved);
      return pickAlongLastAxis(tf, given, placesWithin(tf, places, operandAt(given.shape, given.rank - 1)));
    });
  },
});
