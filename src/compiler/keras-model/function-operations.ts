/** Functions of expressions as layers or operations of Keras. */
import type { Wire } from '../program.js';
import type { KerasArgument, KerasTensor } from './keras-tensor.js';
import { NotExpressibleError } from './not-expressible-error.js';

interface KerasOperation {
  module: string;
  className: string;
  config: Record<string, unknown>;
  args: readonly KerasArgument[];
}

const LAYERS = 'keras.layers';
const NUMPY = 'keras.src.ops.numpy';

/** Element by element, with broadcasting, as NumPy's. */
const ELEMENTWISE: Readonly<Record<string, string>> = {
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  divide: 'Divide',
  pow: 'Power',
  maximum: 'Maximum',
  minimum: 'Minimum',
  negative: 'Negative',
  abs: 'Absolute',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  square: 'Square',
  sin: 'Sin',
  cos: 'Cos',
  floor: 'Floor',
  round: 'Round',
  sign: 'Sign',
};

const ACTIVATIONS = new Set(['elu', 'relu', 'selu', 'sigmoid', 'softplus', 'softsign', 'tanh']);

export function operationOfFunction(
  { name, options, type }: Extract<Wire, { op: 'function' }>,
  inputs: readonly (KerasTensor | number)[],
): KerasOperation {
  const layer = (
    className: string,
    config: Record<string, unknown>,
    args = inputs as readonly KerasArgument[],
  ) => ({
    module: LAYERS,
    className,
    config,
    args,
  });
  if (Object.hasOwn(ELEMENTWISE, name))
    return { module: NUMPY, className: ELEMENTWISE[name]!, config: {}, args: inputs };
  if (ACTIVATIONS.has(name)) return layer('Activation', { activation: name });
  switch (name) {
    case 'softmax':
      return layer('Softmax', { axis: -1 });
    case 'flatten':
      return layer('Flatten', {});
    case 'reshape':
      return layer('Reshape', { target_shape: type.shape.slice(1) });
    // They change gradients alone.
    case 'stop_gradient':
    case 'reverse_gradient':
      return layer('Activation', { activation: 'linear' });
    case 'concat':
      if (inputs.every((input): input is KerasTensor => typeof input !== 'number'))
        return layer('Concatenate', { axis: options['axis'] }, [inputs]);
  }
  throw new NotExpressibleError(`${name}() has no layer in Keras here`);
}
