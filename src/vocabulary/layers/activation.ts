import { Type } from '../schema.js';
import { activate, activationArgument, stockActivation } from '../activations.js';
import { fine, layer, only, refused } from './define.js';

export const activation = layer({
  name: 'Activation',
  summary: 'An activation as a layer of its own.',
  args: Type.Object(
    { activation: activationArgument({ description: 'What is done to the numbers.' }) },
    { additionalProperties: false },
  ),
  main: 'activation',
  outputShape(inputs, { activation: name }) {
    const shape = only(inputs);
    if (shape.length === 0 && name.endsWith('softmax'))
      return refused(`${name} needs an input with features`);
    return fine(shape);
  },
  lower: (tf, { activation: name }, layer) =>
    tf.layers.activation({ name: layer, activation: stockActivation(name) }),
  call: (inputs, { activation: name }, _weights, { tf }) => activate(tf, name, only(inputs)),
});
