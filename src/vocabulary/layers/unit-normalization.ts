import { toUnitLength } from '../unit-length.js';
import { noArguments } from './arguments.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';

/** Vectors shorter than this are scaled by its inverse, as in Keras 3's layers/normalization/unit_normalization.py. */
const SHORTEST = 1e-12;

export const unitNormalization = defineLayer({
  name: 'UnitNormalization',
  summary: 'Gives the features of every example, as a vector, a length of 1.',
  args: noArguments,
  outputShape(inputs) {
    const shape = onlyInput(inputs);
    return shape.length === 0 ? layerError('an input with features is needed') : ok(shape);
  },
  lower: () => '',
  call: (inputs, _args, _weights, { tf }) => toUnitLength(tf, onlyInput(inputs), -1, SHORTEST),
});
