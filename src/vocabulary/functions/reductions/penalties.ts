/** Penalties on weights, and on values: of each example, or of the whole where there is no batch. */
import type { FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { toFloat32 } from '../type-rules.js';
import { axesOf, reducedType } from './reduced-axes.js';

const whole = { axis: null, keepdims: false };

const definePenalty = (
  name: string,
  summary: string,
  each: (tf: TfCore, x: Tensor) => Tensor,
): FunctionDefinition =>
  defineFunction({
    name,
    group: 'reduction',
    summary,
    parameters: tensorParameters('x'),
    ofWeights: true,
    output: (inputs) => reducedType(name, operandAt(inputs), whole),
    emit(inputs, _options, { tf, shape }) {
      const x = toFloat32(tf, operandAt(inputs));
      const axes = axesOf(x, whole, shape);
      return axes.length === 0 ? each(tf, x) : tf.sum(each(tf, x), axes);
    },
  });

export const penalties = [
  definePenalty(
    'l1',
    'The sum of the absolute values; of a network or a layer, over its weights that are no biases or scales: `l1(encoder)`.',
    (tf, x) => tf.abs(x),
  ),
  definePenalty(
    'l2',
    'The sum of the squares; of a network or a layer, over its weights that are no biases or scales: `l2(encoder)`.',
    (tf, x) => tf.square(x),
  ),
];
