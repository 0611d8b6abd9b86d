import { toUnitLength } from '../unit-length.js';
import { Type } from '../typebox-builders.js';
import { defineLayer, onlyInput } from './define-layer.js';
import { featureAxesArgument, shapeWithFeatures, withFeaturesLast } from './feature-axes.js';

/** Vectors shorter than this are scaled by its inverse, as in Keras 3's layers/normalization/unit_normalization.py. */
const SHORTEST = 1e-12;

export const unitNormalization = defineLayer({
  name: 'UnitNormalization',
  summary: 'Gives the features of every example, as a vector, a length of 1.',
  args: Type.Object({ axis: featureAxesArgument }, { additionalProperties: false }),
  outputShape: shapeWithFeatures,
  lower: () => '',
  call: (inputs, { axis }, _weights, { tf }) =>
    withFeaturesLast(tf, onlyInput(inputs), axis, {}, (x) => toUnitLength(tf, x, -1, SHORTEST)),
});
