/** Unary elementwise functions. */
import type { FunctionContext, FunctionDefinition, Tensor, TfCore } from '../../definition-types.js';
import { applyNamedActivation } from '../../activations.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { digammaOf, logGamma } from '../../log-gamma.js';
import { logProbability } from '../losses/index.js';
import { toFloat32, tensorTypeResult } from '../type-rules.js';

type Apply = (tf: TfCore, x: Tensor, context: FunctionContext) => Tensor;

const defineUnary = (name: string, summary: string, apply: Apply, rises = false): FunctionDefinition =>
  defineFunction({
    name,
    group: 'math',
    summary,
    rises,
    parameters: tensorParameters('x'),
    output: (inputs) => tensorTypeResult(operandAt(inputs).shape),
    emit: (inputs, _options, context) => apply(context.tf, toFloat32(context.tf, operandAt(inputs)), context),
  });

/** A function of steps, whose slope is 0 wherever it has one. */
const withoutSlope = (definition: FunctionDefinition): FunctionDefinition => ({
  ...definition,
  differentiable: [],
});

/** A monotonically increasing function. */
const defineIncreasing = (name: string, summary: string, apply: Apply) =>
  defineUnary(name, summary, apply, true);

export const unaryFunctions = [
  defineUnary('abs', 'The number without its sign.', (tf, x) => tf.abs(x)),
  defineIncreasing('exp', 'e to the power of the number.', (tf, x) => tf.exp(x)),
  defineIncreasing(
    'log',
    'The natural logarithm; that of a softmax or a sigmoid is right however small it is.',
    (tf, x, { probability }) => {
      const known = probability?.(x);
      return known ? logProbability(tf, known) : tf.log(x);
    },
  ),
  defineIncreasing('log1p', 'log(1 + x), right where x is small.', (tf, x) => tf.log1p(x)),
  defineIncreasing('expm1', 'exp(x) - 1, right where x is small.', (tf, x) => tf.expm1(x)),
  defineIncreasing('erf', 'The error function of Gauss.', (tf, x) => tf.erf(x)),
  defineUnary('lgamma', 'The logarithm of the gamma function, of numbers above 0.', (tf, x) =>
    logGamma(tf, x),
  ),
  defineIncreasing('digamma', 'The slope of lgamma, of numbers above 0.', (tf, x) => digammaOf(tf, x)),
  defineIncreasing('sqrt', 'The square root.', (tf, x) => tf.sqrt(x)),
  defineUnary('square', 'The number times itself.', (tf, x) => tf.square(x)),
  withoutSlope(defineUnary('sign', '-1, 0 or 1.', (tf, x) => tf.sign(x))),
  defineUnary('sin', 'The sine of an angle in radians.', (tf, x) => tf.sin(x)),
  defineUnary('cos', 'The cosine of an angle in radians.', (tf, x) => tf.cos(x)),
  withoutSlope(defineIncreasing('floor', 'The next whole number below.', (tf, x) => tf.floor(x))),
  withoutSlope(
    defineIncreasing('round', 'The nearest whole number; halves go to the even one.', (tf, x) => tf.round(x)),
  ),
  withoutSlope(defineIncreasing('ceil', 'The next whole number above.', (tf, x) => tf.ceil(x))),
  defineIncreasing('relu', 'The number where it is above 0, and 0 elsewhere.', (tf, x) => tf.relu(x)),
  defineIncreasing('elu', 'The number where it is above 0, and exp(x) - 1 elsewhere.', (tf, x) => tf.elu(x)),
  defineIncreasing('selu', 'The scaled exponential linear unit (Klambauer et al. 2017).', (tf, x) =>
    applyNamedActivation(tf, 'selu', x),
  ),
  defineIncreasing('sigmoid', '1 / (1 + exp(-x)).', (tf, x) => tf.sigmoid(x)),
  defineIncreasing('softplus', 'log(1 + exp(x)).', (tf, x) => tf.softplus(x)),
  defineIncreasing('softsign', 'x / (1 + |x|).', (tf, x) => applyNamedActivation(tf, 'softsign', x)),
  defineIncreasing('tanh', 'The hyperbolic tangent.', (tf, x) => tf.tanh(x)),
];
