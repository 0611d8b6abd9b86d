import { Type } from '../typebox-builders.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';
import { featureAxes, featureAxesArgument, isLastAxis, withFeaturesLast } from './feature-axes.js';

export const softmaxLayer = defineLayer({
  name: 'Softmax',
  summary: 'Numbers of a side, by default the last, as probabilities that add up to 1.',
  args: Type.Object({ axis: featureAxesArgument }, { additionalProperties: false }),
  outputShape(inputs, { axis }) {
    const shape = onlyInput(inputs);
    const axes = featureAxes(shape, axis);
    return axes.ok ? ok(shape) : axes;
  },
  // tfjs's layer supports the last axis alone.
  lower: (tf, { axis }, name) => (isLastAxis(axis) ? tf.layers.softmax({ name, axis: -1 }) : 'with an axis'),
  call: (inputs, { axis }, _weights, { tf }) =>
    withFeaturesLast(tf, onlyInput(inputs), axis, {}, (x) => tf.softmax(x)),
});
