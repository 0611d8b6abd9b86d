import { toUnitLength } from '../unit-length.js';
import { Type } from '../typebox-builders.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';
import { featureAxes, featureAxesArgument, withFeaturesLast } from './feature-axes.js';

/** Vectors shorter than this are scaled by its inverse, as in Keras 3's layers/normalization/unit_normalization.py. */
const SHORTEST = 1e-12;

export const unitNormalization = defineLayer({
  name: 'UnitNormalization',
  summary: 'Gives the features of every example, as a vector, a length of 1.',
  args: Type.Object({ axis: featureAxesArgument }, { additionalProperties: false }),
  outputShape(inputs, { axis }) {
    const shape = onlyInput(inputs);
    const axes = featureAxes(shape, axis);
    return axes.ok ? ok(shape) : axes;
  },
  lower: () => '',
  call: (inputs, { axis }, _weights, { tf }) =>
    withFeaturesLast(tf, onlyInput(inputs), axis, {}, (x) => toUnitLength(tf, x, -1, SHORTEST)),
});
