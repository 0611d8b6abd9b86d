import { Type } from '../typebox-builders.js';
import { defineLayer, onlyInput } from './define-layer.js';
import { featureAxesArgument, isLastAxis, shapeWithFeatures, withFeaturesLast } from './feature-axes.js';

export const softmaxLayer = defineLayer({
  name: 'Softmax',
  summary: 'Numbers of a side, by default the last, as probabilities that add up to 1.',
  args: Type.Object({ axis: featureAxesArgument }, { additionalProperties: false }),
  outputShape: shapeWithFeatures,
  // tfjs's layer supports the last axis alone.
  lower: (tf, { axis }, name) => (isLastAxis(axis) ? tf.layers.softmax({ name, axis: -1 }) : 'with an axis'),
  call: (inputs, { axis }, _weights, { tf }) =>
    withFeaturesLast(tf, onlyInput(inputs), axis, {}, (x) => tf.softmax(x)),
});
