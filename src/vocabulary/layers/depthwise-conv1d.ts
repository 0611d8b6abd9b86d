import { Type } from '../typebox-builders.js';
import { activationArgument } from '../activations.js';
import { initializerArgument, paddingArgument, trainableWeight, useBiasArgument } from './arguments.js';
import { addBiasAndActivate, dilationDescription, requiredWeight } from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { depthMultiplierArgument, depthwiseConvolutionOfSeries } from './separable-convolution.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

export const depthwiseConv1d = defineLayer({
  name: 'DepthwiseConv1D',
  summary: 'A convolution of each channel of a series by itself.',
  args: Type.Object(
    {
      kernel_size: Type.Integer({ minimum: 1, description: 'Length of the window.' }),
      depth_multiplier: depthMultiplierArgument,
      strides: Type.Integer({ default: 1, minimum: 1, description: 'Steps of the window.' }),
      padding: paddingArgument,
      dilation_rate: Type.Integer({ default: 1, minimum: 1, description: dilationDescription }),
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBiasArgument,
      depthwise_initializer: initializerArgument('glorot_uniform', 'the kernel'),
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  main: 'kernel_size',
  outputShape(inputs, { kernel_size, depth_multiplier, strides, padding, dilation_rate }) {
    const series = inputOfRank(inputs, 2);
    if (!series.ok) return series;
    const [length = 1, channels = 1] = series.value;
    const sides = dilatedWindowOutputShape([length], [kernel_size], [strides], [dilation_rate], padding);
    return sides.ok ? ok([...sides.value, channels * depth_multiplier]) : sides;
  },
  weights(inputs, { kernel_size, depth_multiplier, use_bias, depthwise_initializer, bias_initializer }) {
    const channels = onlyInput(inputs).at(-1) ?? 1;
    return [
      trainableWeight('kernel', [kernel_size, channels, depth_multiplier], depthwise_initializer),
      ...(use_bias ? [trainableWeight('bias', [channels * depth_multiplier], bias_initializer)] : []),
    ];
  },
  lower: () => '',
  call(inputs, args, weights, { tf }) {
    const sums = depthwiseConvolutionOfSeries(tf, onlyInput(inputs), requiredWeight(weights, 'kernel'), args);
    const [batch, , steps, channels] = sums.shape;
    return addBiasAndActivate(tf, tf.reshape(sums, [batch, steps, channels]), weights, args.activation);
  },
});
