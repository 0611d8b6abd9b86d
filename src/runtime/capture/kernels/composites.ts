/**
 * Composite kernels, which calls of a higher level have: with TensorFlow's names where it has one. Each call carries its
 * definition in smaller kernels. A gradient has an output for each input that its attribute `gradients` names.
 */
import type { TensorSpec } from '../step-program.js';
import {
  KernelError,
  requireOperand,
  type KernelOperands,
  type KernelRule,
  type KernelTable,
} from './shape-inference.js';

const float32 = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

/** The length of the last axis. */
const channels = ({ shape }: TensorSpec): number => {
  const last = shape.at(-1);
  if (last === undefined) throw new KernelError('a tensor with a last axis is needed');
  return last;
};

/** An operation whose outputs follow from its first input. */
const from =
  (
    name: string,
    outputs: (x: TensorSpec, attrs: Readonly<Record<string, unknown>>) => readonly number[][],
  ): KernelRule =>
  (inputs, attrs) => ({ outputs: outputs(requireOperand(inputs, name), attrs).map(float32), attrs });

const sameShape =
  (name: string): KernelRule =>
  (inputs, attrs) => ({ outputs: [float32(requireOperand(inputs, name).shape)], attrs });

/**
 * A gradient. Each output has the shape of the input of the operation that it belongs to: of `x` in the first place, of
 * vectors of its channels where `perChannel` names it.
 */
const gradientRule =
  (main: string, perChannel: readonly string[] = []): KernelRule =>
  (inputs: KernelOperands, attrs) => {
    const dy = requireOperand(inputs, 'dy');
    const outputs = (attrs.gradients as readonly string[]).map((name) =>
      perChannel.includes(name)
        ? float32([channels(dy)])
        : float32((name === main ? (inputs[name] ?? dy) : requireOperand(inputs, name)).shape),
    );
    return { outputs, attrs };
  };

const forKernels = (names: string, rule: KernelRule): KernelTable =>
  Object.fromEntries(names.split(' ').map((name) => [name, rule]));

/** Activations that are made of several kernels of tfjs (which has a kernel named `Selu` with another slope at 0). */
const activations = (
  'Gelu HardShrink HardSigmoid HardSilu LogSigmoid Mish Selu Silu SoftShrink Softsign SparsePlus SparseSigmoid ' +
  'Squareplus TanhShrink'
).split(' ');

const scaleAndOffset = ['scale', 'offset'];

export const compositeRules: KernelTable = {
  /**
   * Batch normalization over all axes but the last: x, [scale], [offset] -> y, batch_mean, batch_variance (the mean square
   * of the deviations, unlike TensorFlow's, which divides by one less). Attribute `epsilon`.
   */
  FusedBatchNormV3: from('x', (x) => [[...x.shape], [channels(x)], [channels(x)]]),
  /** dy, x, [scale], batch_mean, batch_variance -> gradients of x, scale, offset */
  FusedBatchNormGradV3: gradientRule('x', scaleAndOffset),
  /** Layer normalization over the last axis: x, [scale], [offset] -> y, mean, variance. Attribute `epsilon`. */
  LayerNorm: from('x', ({ shape }) => [[...shape], shape.slice(0, -1), shape.slice(0, -1)]),
  /** dy, x, [scale], mean, variance -> gradients of x, scale, offset */
  LayerNormGrad: gradientRule('x', scaleAndOffset),
  /**
   * Normalization of groups of channels side by side, over all axes but the first and the last: x, [scale], [offset] -> y,
   * mean, variance [batch, groups]. Attributes `groups`, `epsilon`.
   */
  GroupNorm: from('x', ({ shape }, { groups }) => [
    [...shape],
    [shape[0] ?? 1, Number(groups)],
    [shape[0] ?? 1, Number(groups)],
  ]),
  /** dy, x, [scale], mean, variance -> gradients of x, scale, offset */
  GroupNormGrad: gradientRule('x', scaleAndOffset),
  /** x / sqrt(mean(x^2) + epsilon) over the last axis: x, scale -> y. Attribute `epsilon`. */
  RmsNorm: sameShape('x'),
  /** dy, x, scale -> gradients of x, scale */
  RmsNormGrad: gradientRule('x', scaleAndOffset),

  /**
   * x, bytes (0 to 255, broadcast to x) -> x * scale where the byte is at least the threshold, elsewhere 0. Attributes
   * `threshold`, `scale`.
   */
  Dropout: sameShape('x'),
  /** dy, bytes -> gradient of x */
  DropoutGrad: sameShape('dy'),

  // Activations that tfjs has a kernel for: the gradient from dy and the output y.
  ...forKernels('ReluGrad Relu6Grad SigmoidGrad TanhGrad', sameShape('dy')),
  /** dy, and y or, with an `alpha` below 0, x */
  LeakyReluGrad: sameShape('dy'),
  /** dy, x */
  SoftplusGrad: sameShape('dy'),
  /** dy, y; attribute `dim` */
  SoftmaxGrad: sameShape('dy'),
  /**
   * Crossentropy of classes along the last axis: features (logits), labels of the same shape (they need not add up to 1)
   * -> loss, without the last axis, and backprop, the gradient of the loss by the features.
   */
  SoftmaxCrossEntropyWithLogits: from('features', ({ shape }) => [shape.slice(0, -1), [...shape]]),
  /** dy, features, labels, backprop -> gradients of features, labels */
  SoftmaxCrossEntropyWithLogitsGrad: gradientRule('features'),
  /** logits, labels (of the same shape, or a number) -> loss, element by element */
  SigmoidCrossEntropyWithLogits: sameShape('logits'),
  /** dy, logits, labels -> gradients of logits, labels */
  SigmoidCrossEntropyWithLogitsGrad: gradientRule('logits'),
  // Others: x -> y, and dy, x -> gradient of x. Gelu has the attribute `approximate`, which is false.
  ...Object.fromEntries(
    activations.flatMap((name) => [
      [name, sameShape('x')],
      [`${name}Grad`, sameShape('dy')],
    ]),
  ),
};

/**
 * An optimizer's update of one weight, `Apply` and the optimizer's name: weight, gradient, learning_rate, iteration and
 * slots -> the new weight, and the new slots in the order of the attribute `slots`. The optimizer's arguments are attributes.
 */
export const optimizerRule: KernelRule = (inputs, attrs) => ({
  outputs: ['weight', ...(attrs.slots as readonly string[])].map((name) => requireOperand(inputs, name)),
  attrs,
});
