import { Type } from '../typebox-builders.js';
import { applyNamedActivation, activationArgument, tfjsActivationName } from '../activations.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';

export const activation = defineLayer({
  name: 'Activation',
  summary: 'An activation as a layer of its own.',
  args: Type.Object(
    { activation: activationArgument({ description: 'What is done to the numbers.' }) },
    { additionalProperties: false },
  ),
  main: 'activation',
  outputShape(inputs, { activation: name }) {
    const shape = onlyInput(inputs);
    if (shape.length === 0 && name.endsWith('softmax'))
      return layerError(`${name} needs an input with features`);
    return ok(shape);
  },
  lower: (tf, { activation: name }, layer) =>
    tf.layers.activation({ name: layer, activation: tfjsActivationName(name) }),
  call: (inputs, { activation: name }, _weights, { tf }) => applyNamedActivation(tf, name, onlyInput(inputs)),
});
