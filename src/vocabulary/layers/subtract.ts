import { noArguments } from './arguments.js';
import { defineLayer, layerError } from './define-layer.js';
import { broadcastInputShapes } from './define-merge-layer.js';

export const subtract = defineLayer({
  name: 'Subtract',
  summary: 'The first input less the second, place by place.',
  args: noArguments,
  inputs: 'many',
  outputShape: (inputs) =>
    inputs.length === 2 ? broadcastInputShapes(inputs) : layerError('two inputs are needed, and no more'),
  lower: () => '',
  call: ([first, second], _args, _weights, { tf }) => tf.sub(first!, second!),
});
