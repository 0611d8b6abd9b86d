import type { Tensor4D } from '@tensorflow/tfjs-core';
import { applyNamedActivation } from '../activations.js';
import type { LayerDefinition, Shape, Tensor } from '../definition-types.js';
import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { paddingArgument, sizeArgument, toPair, trainableWeight } from './arguments.js';
import { dilationDescription, filtersArgument, requiredWeight } from './convolution-arguments.js';
import { defineLayer, inputOfRank, layerError, ok } from './define-layer.js';
import { dropoutMask } from './dropout-mask.js';
import {
  checkSteps,
  dropsOut,
  gatedActivationArguments,
  recurrentWeightArguments,
  unitForgetBiasArgument,
} from './recurrent-arguments.js';
import { goThroughSteps } from './unroll-steps.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

const GATES = 4;

/** A number for each side that a window moves along. */
const windowArgument = (rank: 1 | 2, options: { default?: number; description: string }) =>
  rank === 1 ? Type.Integer({ minimum: 1, ...options }) : sizeArgument(options);

/**
 * Shi et al. 2015; Keras 3's layers/rnn/conv_lstm.py: gates in the order input, forget, cell, output, and with dropout a
 * mask for each. A series of one side is computed as images of height 1.
 *
 * @param rank sides of the image of a step
 */
export const defineConvLstm = (rank: 1 | 2): LayerDefinition => {
  const pair = (size: number | readonly number[], across = 1) =>
    rank === 1 ? ([across, size as number] as [number, number]) : toPair(size);
  const sidesOf = (sizes: number | readonly number[]) => pair(sizes).slice(2 - rank);
  return defineLayer({
    name: `ConvLSTM${rank}D`,
    summary:
      rank === 1
        ? 'Goes through a series of rows with a memory for each place, and gates that are convolutions.'
        : 'Goes through a series of images with a memory for each pixel, and gates that are convolutions.',
    args: Type.Object(
      {
        filters: filtersArgument,
        kernel_size: windowArgument(rank, {
          description:
            rank === 1 ? 'Length of the window.' : 'Size of the window: one number, or [height, width].',
        }),
        strides: windowArgument(rank, { default: 1, description: 'Steps of the window over the input.' }),
        padding: paddingArgument,
        dilation_rate: windowArgument(rank, { default: 1, description: dilationDescription }),
        ...gatedActivationArguments,
        ...recurrentWeightArguments,
        unit_forget_bias: unitForgetBiasArgument,
      },
      { additionalProperties: false },
    ),
    noise: dropsOut,
    recurrent: true,
    inputs: [1, 3],
    outputShape(inputs, args) {
      const series = inputOfRank(inputs.slice(0, 1), rank === 1 ? 3 : 4);
      if (!series.ok) return series;
      const [steps = 1, ...image] = series.value;
      const few = checkSteps(steps);
      if (!few.ok) return few;
      const sides = dilatedWindowOutputShape(
        image.slice(0, -1),
        sidesOf(args.kernel_size),
        sidesOf(args.strides),
        sidesOf(args.dilation_rate),
        args.padding,
      );
      if (!sides.ok) return sides;
      const state = [...sides.value, args.filters];
      const given = inputs.slice(1);
      if (given.length === 1) return layerError('it starts from 2 states, but is given 1');
      const odd = given.find((shape) => shapeText(shape) !== shapeText(state));
      if (odd)
        return layerError(`a state to start from is ${shapeText(state)}, not ${shapeText(odd)}`, 'filters');
      return ok(args.return_sequences ? [steps, ...state] : state);
    },
    weights(inputs: readonly Shape[], args) {
      const window = sidesOf(args.kernel_size);
      const width = GATES * args.filters;
      return [
        trainableWeight('kernel', [...window, inputs[0]?.at(-1) ?? 1, width], args.kernel_initializer),
        trainableWeight('recurrent_kernel', [...window, args.filters, width], args.recurrent_initializer),
        ...(args.use_bias
          ? [
              {
                ...trainableWeight('bias', [width], args.bias_initializer),
                ...(args.unit_forget_bias ? { ones: [args.filters, 2 * args.filters] as const } : {}),
              },
            ]
          : []),
      ];
    },
    lower: () => '',
    call(inputs, args, weights, context) {
      const { tf } = context;
      const [series, ...given] = inputs as [Tensor, ...Tensor[]];
      const [batch = 1, steps = 1, ...image] = series.shape;
      const [height, width, channels] = rank === 1 ? [1, ...image] : image;
      const asImages = (x: Tensor, of: readonly (number | undefined)[]) => tf.reshape(x, of as number[]);
      const kernelOf = (name: string) => {
        const kernel = requiredWeight<Tensor4D>(weights, name);
        return rank === 1 ? (tf.expandDims(kernel, 0) as Tensor4D) : kernel;
      };
      /** Convolves for all gates at once, or for each with a mask of its own. */
      const convolve = (
        x: Tensor,
        kernel: Tensor4D,
        masks: readonly Tensor[] | null,
        conv: (x: Tensor4D, kernel: Tensor4D) => Tensor,
      ) => {
        if (!masks) return conv(x as Tensor4D, kernel);
        const parts = tf
          .split(kernel, GATES, 3)
          .map((own, at) => conv(tf.mul(x, masks[at]!) as Tensor4D, own as Tensor4D));
        return tf.concat(parts, 3);
      };
      const masksOf = (shape: readonly number[], rate: number): Tensor[] | null => {
        const masks = Array.from({ length: GATES }, () => dropoutMask(context, shape, rate));
        return masks[0] ? (masks as Tensor[]) : null;
      };

      const stepMasks = masksOf([batch, 1, height!, width!, channels!], args.dropout);
      const inputMasks = stepMasks?.map((mask) =>
        asImages(tf.tile(mask, [1, steps, 1, 1, 1]), [batch * steps, height, width, channels]),
      );
      const products = convolve(
        asImages(series, [batch * steps, height, width, channels]),
        kernelOf('kernel'),
        inputMasks ?? null,
        (x, own) => tf.conv2d(x, own, pair(args.strides), args.padding, 'NHWC', pair(args.dilation_rate)),
      );
      const [, rows = 1, columns = 1] = products.shape;
      const state = [batch, rows, columns, args.filters];
      const biased = weights.bias ? tf.add(products, weights.bias) : products;
      const sums = asImages(biased, [batch, steps, rows, columns, GATES * args.filters]);

      const recurrent = kernelOf('recurrent_kernel');
      const stateMasks = masksOf(state, args.recurrent_dropout);
      const gate = (of: Tensor) => applyNamedActivation(tf, args.recurrent_activation, of);
      const output = goThroughSteps(
        context,
        sums,
        args,
        given.map((one) => asImages(one, state)),
        (sum, before) => {
          const all = before
            ? tf.add(
                sum,
                convolve(before[0]!, recurrent, stateMasks, (x, own) => tf.conv2d(x, own, 1, 'same')),
              )
            : sum;
          const [input, forget, added, shown] = tf.split(all, GATES, 3);
          const fresh = tf.mul(gate(input!), applyNamedActivation(tf, args.activation, added!));
          const memory = before ? tf.add(tf.mul(gate(forget!), before[1]!), fresh) : fresh;
          return [tf.mul(gate(shown!), applyNamedActivation(tf, args.activation, memory)), memory];
        },
        (sum) => {
          const nothing = tf.mul(tf.split(sum, GATES, 3)[0]!, 0);
          return [nothing, nothing];
        },
      );
      if (rank === 2) return output;
      return asImages(
        output,
        args.return_sequences ? [batch, steps, columns, args.filters] : [batch, columns, args.filters],
      );
    },
  });
};
