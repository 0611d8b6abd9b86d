/** Activations of layers as functions; those that have a simple definition are among the unary functions. */
import { applyNamedActivation, type ActivationName } from '../../activations.js';
import type { FunctionDefinition } from '../../definition-types.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { tensorTypeResult, toFloat32 } from '../type-rules.js';

const defineActivation = (name: ActivationName, summary: string, rises: boolean): FunctionDefinition =>
  defineFunction({
    name,
    group: 'math',
    summary,
    rises,
    parameters: tensorParameters('x'),
    output: (inputs) => tensorTypeResult(operandAt(inputs).shape),
    emit: (inputs, _options, { tf }) => applyNamedActivation(tf, name, toFloat32(tf, operandAt(inputs))),
  });

export const activationFunctions = [
  defineActivation(
    'relu6',
    'The number where it is between 0 and 6, and the nearer of both elsewhere.',
    true,
  ),
  defineActivation('leaky_relu', 'The number where it is above 0, and a fifth of it elsewhere.', true),
  defineActivation('silu', 'x * sigmoid(x).', false),
  defineActivation('gelu', 'The number times the chance that a normal draw is below it.', false),
  defineActivation('mish', 'x * tanh(softplus(x)).', false),
  defineActivation('log_sigmoid', 'The logarithm of sigmoid(x), right however small it is.', true),
  defineActivation('hard_sigmoid', '(x + 3) / 6, within 0 and 1.', true),
  defineActivation('hard_silu', 'x * hard_sigmoid(x).', false),
  defineActivation('hard_tanh', 'The number within -1 and 1.', true),
  defineActivation('tanh_shrink', 'x - tanh(x).', true),
  defineActivation('soft_shrink', 'The number moved towards 0 by 0.5, and 0 where it would pass it.', true),
  defineActivation('hard_shrink', 'The number, and 0 where it is within -0.5 and 0.5.', true),
  defineActivation('squareplus', '(x + sqrt(x^2 + 4)) / 2.', true),
  defineActivation('sparse_plus', '0 below -1, the number above 1, and a parabola between them.', true),
  defineActivation('sparse_sigmoid', '(x + 1) / 2, within 0 and 1.', true),
];
