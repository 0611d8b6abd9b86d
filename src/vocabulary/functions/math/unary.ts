/** Functions of one number. */
import type { FunctionContext, FunctionDefinition, Tensor, TfCore } from '../../types.js';
import { activate } from '../../activations.js';
import { define, operand, tensors } from '../define.js';
import { logOf } from '../losses/index.js';
import { float, typed } from '../types.js';

type Apply = (tf: TfCore, x: Tensor, context: FunctionContext) => Tensor;

const one = (name: string, summary: string, apply: Apply, rises = false): FunctionDefinition =>
  define({
    name,
    group: 'math',
    summary,
    rises,
    parameters: tensors('x'),
    output: (inputs) => typed(operand(inputs).shape),
    emit: (inputs, _options, context) => apply(context.tf, float(context.tf, operand(inputs)), context),
  });

/** One that is the larger, the larger the number is. */
const rising = (name: string, summary: string, apply: Apply) => one(name, summary, apply, true);

export const unary = [
  one('abs', 'The number without its sign.', (tf, x) => tf.abs(x)),
  rising('exp', 'e to the power of the number.', (tf, x) => tf.exp(x)),
  rising(
    'log',
    'The natural logarithm; that of a softmax or a sigmoid is right however small it is.',
    (tf, x, { probability }) => {
      const known = probability?.(x);
      return known ? logOf(tf, known) : tf.log(x);
    },
  ),
  rising('sqrt', 'The square root.', (tf, x) => tf.sqrt(x)),
  one('square', 'The number times itself.', (tf, x) => tf.square(x)),
  one('sign', '-1, 0 or 1.', (tf, x) => tf.sign(x)),
  one('sin', 'The sine of an angle in radians.', (tf, x) => tf.sin(x)),
  one('cos', 'The cosine of an angle in radians.', (tf, x) => tf.cos(x)),
  rising('floor', 'The next whole number below.', (tf, x) => tf.floor(x)),
  rising('round', 'The nearest whole number; halves go to the even one.', (tf, x) => tf.round(x)),
  rising('relu', 'The number where it is above 0, and 0 elsewhere.', (tf, x) => tf.relu(x)),
  rising('elu', 'The number where it is above 0, and exp(x) - 1 elsewhere.', (tf, x) => tf.elu(x)),
  rising('selu', 'The scaled exponential linear unit (Klambauer et al. 2017).', (tf, x) =>
    activate(tf, 'selu', x),
  ),
  rising('sigmoid', '1 / (1 + exp(-x)).', (tf, x) => tf.sigmoid(x)),
  rising('softplus', 'log(1 + exp(x)).', (tf, x) => tf.softplus(x)),
  rising('softsign', 'x / (1 + |x|).', (tf, x) => activate(tf, 'softsign', x)),
  rising('tanh', 'The hyperbolic tangent.', (tf, x) => tf.tanh(x)),
];
