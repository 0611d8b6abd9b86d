/** Functions of one number. */
import type { FunctionDefinition, Tensor, TfCore } from '../../types.js';
import { activate } from '../../activations.js';
import { define, operand, tensors } from '../define.js';
import { float, typed } from '../types.js';

const one = (name: string, summary: string, apply: (tf: TfCore, x: Tensor) => Tensor): FunctionDefinition =>
  define({
    name,
    group: 'math',
    summary,
    parameters: tensors('x'),
    output: (inputs) => typed(operand(inputs).shape),
    emit: (inputs, _options, { tf }) => apply(tf, float(tf, operand(inputs))),
  });

export const unary = [
  one('abs', 'The number without its sign.', (tf, x) => tf.abs(x)),
  one('exp', 'e to the power of the number.', (tf, x) => tf.exp(x)),
  one('log', 'The natural logarithm.', (tf, x) => tf.log(x)),
  one('sqrt', 'The square root.', (tf, x) => tf.sqrt(x)),
  one('square', 'The number times itself.', (tf, x) => tf.square(x)),
  one('sign', '-1, 0 or 1.', (tf, x) => tf.sign(x)),
  one('sin', 'The sine of an angle in radians.', (tf, x) => tf.sin(x)),
  one('cos', 'The cosine of an angle in radians.', (tf, x) => tf.cos(x)),
  one('floor', 'The next whole number below.', (tf, x) => tf.floor(x)),
  one('round', 'The nearest whole number; halves go to the even one.', (tf, x) => tf.round(x)),
  one('relu', 'The number where it is above 0, and 0 elsewhere.', (tf, x) => tf.relu(x)),
  one('elu', 'The number where it is above 0, and exp(x) - 1 elsewhere.', (tf, x) => tf.elu(x)),
  one('selu', 'The scaled exponential linear unit (Klambauer et al. 2017).', (tf, x) =>
    activate(tf, 'selu', x),
  ),
  one('sigmoid', '1 / (1 + exp(-x)).', (tf, x) => tf.sigmoid(x)),
  one('softplus', 'log(1 + exp(x)).', (tf, x) => tf.softplus(x)),
  one('softsign', 'x / (1 + |x|).', (tf, x) => tf.div(x, tf.add(tf.abs(x), 1))),
  one('tanh', 'The hyperbolic tangent.', (tf, x) => tf.tanh(x)),
];
