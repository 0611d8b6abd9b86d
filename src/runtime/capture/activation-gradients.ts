/**
 * Gradients of activations that are kernels of tfjs, recorded as one call each: a composite with TensorFlow's name for it,
 * of the slope `dy` and of what the activation made, or was given.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { callComposite } from '../../vocabulary/index.js';

type Definition = (dy: Tensor, value: Tensor, attrs: NamedAttrMap) => Tensor;

const recordGradient = (
  kernel: string,
  inputs: Record<'dy', Tensor> & Record<string, Tensor>,
  attrs: NamedAttrMap,
  define: Definition,
): Tensor =>
  callComposite(tf, {
    kernel,
    inputs,
    attrs,
    outputs: ['dx'],
    definition: ({ dy, ...read }) => [define(dy!, Object.values(read)[0]!, attrs)],
  })[0]!;

/** From the output y. */
const fromOutput = (kernelName: string, define: Definition, input = 'x'): GradConfig => ({
  kernelName,
  outputsToSave: [true],
  gradFunc: (dy, [y], attrs) => ({
    [input]: () =>
      recordGradient(`${kernelName}Grad`, { dy: dy as Tensor, y: y! }, attrs as NamedAttrMap, define),
  }),
});

/** From the input x. */
const fromInput = (kernelName: string, define: Definition): GradConfig => ({
  kernelName,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({
    x: () => recordGradient(`${kernelName}Grad`, { dy: dy as Tensor, x: x! }, attrs as NamedAttrMap, define),
  }),
});

/** 1 where y is above 0. */
const isPositive = (y: Tensor): Tensor => tf.cast(tf.step(y), 'float32');

const leakyRelu: Definition = (dy, value, { alpha }) =>
  tf.where(tf.greater(value, tf.scalar(0)), dy, tf.mul(dy, tf.scalar(alpha as number)));

/** With an alpha below 0 the output does not say which sign the input had. */
const leakyReluGradient: GradConfig = {
  kernelName: 'LeakyRelu',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => ({
    x: () => {
      const given = attrs as NamedAttrMap;
      const [x, y] = saved as [Tensor, Tensor];
      const read: Record<string, Tensor> = (given.alpha as number) < 0 ? { x } : { y };
      return recordGradient('LeakyReluGrad', { dy: dy as Tensor, ...read }, given, leakyRelu);
    },
  }),
};

export const activationGradients: readonly GradConfig[] = [
  fromOutput('Relu', (dy, y) => tf.mul(dy, isPositive(y))),
  // TensorFlow's slope at 6 is 0; tfjs's is 1.
  fromOutput('Relu6', (dy, y) => tf.mul(dy, tf.mul(tf.cast(tf.less(y, 6), 'float32'), tf.step(y)))),
  leakyReluGradient,
  fromOutput('Sigmoid', (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(tf.scalar(1), y)))),
  fromOutput('Tanh', (dy, y) => tf.mul(tf.sub(tf.scalar(1), tf.square(y)), dy)),
  fromInput('Softplus', (dy, x) => tf.mul(dy, tf.sigmoid(x))),
  fromOutput(
    'Softmax',
    (dy, y, { dim }) => {
      const product = tf.mul(dy, y);
      return tf.sub(product, tf.mul(tf.sum(product, [dim as number], true), y));
    },
    'logits',
  ),
];
