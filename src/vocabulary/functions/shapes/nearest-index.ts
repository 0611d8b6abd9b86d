import { detachTensor } from '../../detach-tensor.js';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { toFloat32, tensorTypeResult } from '../type-rules.js';
import { nearestPlaces, nearestRowsType } from './nearest.js';

export const nearestIndex = defineFunction({
  name: 'nearest_index',
  group: 'shape',
  summary: 'For each vector the number of the row of a codebook that is nearest to it, from 0.',
  parameters: tensorParameters('codebook', 'x'),
  differentiable: [],
  output(inputs) {
    const type = nearestRowsType('nearest_index', inputs);
    return type.ok ? tensorTypeResult(type.value.shape.slice(0, -1), 'int32') : type;
  },
  emit(inputs, _options, { tf, shape }) {
    const [codebook, x] = operandPair(inputs).map((one) => toFloat32(tf, detachTensor(tf, one)));
    return tf.reshape(nearestPlaces(tf, codebook!, x!), [...shape]);
  },
});
