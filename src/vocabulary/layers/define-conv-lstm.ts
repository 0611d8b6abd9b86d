import type { Tensor4D } from '@tensorflow/tfjs-core';
import { applyNamedActivation } from '../activations.js';
import type { LayerDefinition, Shape, Tensor } from '../definition-types.js';
import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { paddingArgument, sizeArgument, toPair, trainableWeight } from './arguments.js';
import { dilationDescription, filtersArgument, requiredWeight } from './convolution-arguments.js';
import { convolveVolumes } from './convolve-volumes.js';
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
import { toTriple, volumeSizeArgument } from './volume-windows.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

const GATES = 4;

/** Sides of what a step holds: a row, an image or a volume. */
type Rank = 1 | 2 | 3;

/** A number for each side that a window moves along. */
const windowArgument = (rank: Rank, options: { default?: number; description: string }) =>
  rank === 1
    ? Type.Integer({ minimum: 1, ...options })
    : rank === 2
      ? sizeArgument(options)
      : volumeSizeArgument(options);

/** Sides of a series of such steps, with channels. */
const RANKS = { 1: 3, 2: 4, 3: 5 } as const;

const SUMMARIES: Readonly<Record<Rank, string>> = {
  1: 'Goes through a series of rows with a memory for each place, and gates that are convolutions.',
  2: 'Goes through a series of images with a memory for each pixel, and gates that are convolutions.',
  3: 'Goes through a series of volumes with a memory for each place, and gates that are convolutions.',
};

const WINDOWS: Readonly<Record<Rank, string>> = {
  1: 'Length of the window.',
  2: 'Size of the window: one number, or [height, width].',
  3: 'Size of the window: one number, or [depth, height, width].',
};

/**
 * Shi et al. 2015; Keras 3's layers/rnn/conv_lstm.py: gates in the order input, forget, cell, output, and with dropout a
 * mask for each. A series of rows is computed as images of height 1, one of volumes plane by plane.
 */
export const defineConvLstm = (rank: Rank): LayerDefinition => {
  const sidesOf = (sizes: number | readonly number[]): number[] =>
    rank === 1 ? [sizes as number] : rank === 2 ? toPair(sizes) : toTriple(sizes);
  /** Sides as they are computed: those of images, or of volumes. */
  const inPlace = (sides: readonly (number | undefined)[]) =>
    [...(rank === 1 ? [1] : []), ...sides] as number[];
  return defineLayer({
    name: `ConvLSTM${rank}D`,
    summary: SUMMARIES[rank],
    args: Type.Object(
      {
        filters: filtersArgument,
        kernel_size: windowArgument(rank, {
          description: WINDOWS[rank],
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
      const series = inputOfRank(inputs.slice(0, 1), RANKS[rank]);
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
      const [batch = 1, steps = 1, ...step] = series.shape;
      const image = inPlace(step);
      const last = image.length;
      const asImages = (x: Tensor, of: readonly number[]) => tf.reshape(x, of as number[]);
      const kernelOf = (name: string) => {
        const kernel = requiredWeight(weights, name);
        return rank === 1 ? tf.expandDims(kernel, 0) : kernel;
      };
      const [strides, dilation] = [args.strides, args.dilation_rate].map((sizes) => inPlace(sidesOf(sizes)));
      const window = (x: Tensor, kernel: Tensor, isInput: boolean): Tensor => {
        const steady = image.slice(1).map(() => 1);
        const options = isInput
          ? { strides: strides!, dilation: dilation!, padding: args.padding }
          : { strides: steady, dilation: steady, padding: 'same' as const };
        if (rank === 3)
          return convolveVolumes(tf, x, kernel, {
            strides: toTriple(options.strides),
            dilation: toTriple(options.dilation),
            padding: options.padding,
          });
        return tf.conv2d(
          x as Tensor4D,
          kernel as Tensor4D,
          toPair(options.strides),
          options.padding,
          'NHWC',
          toPair(options.dilation),
        );
      };
      /** Convolves for all gates at once, or for each with a mask of its own. */
      const convolve = (x: Tensor, kernel: Tensor, masks: readonly Tensor[] | null, isInput: boolean) => {
        if (!masks) return window(x, kernel, isInput);
        const parts = tf
          .split(kernel, GATES, last)
          .map((own, at) => window(tf.mul(x, masks[at]!), own, isInput));
        return tf.concat(parts, last);
      };
      const masksOf = (shape: readonly number[], rate: number): Tensor[] | null => {
        const masks = Array.from({ length: GATES }, () => dropoutMask(context, shape, rate));
        return masks[0] ? (masks as Tensor[]) : null;
      };

      const stepMasks = masksOf([batch, 1, ...image], args.dropout);
      const inputMasks = stepMasks?.map((mask) =>
        asImages(tf.tile(mask, [1, steps, ...image.map(() => 1)]), [batch * steps, ...image]),
      );
      const products = convolve(
        asImages(series, [batch * steps, ...image]),
        kernelOf('kernel'),
        inputMasks ?? null,
        true,
      );
      const places = products.shape.slice(1, -1);
      const state = [batch, ...places, args.filters];
      const biased = weights.bias ? tf.add(products, weights.bias) : products;
      const sums = asImages(biased, [batch, steps, ...places, GATES * args.filters]);

      const recurrent = kernelOf('recurrent_kernel');
      const stateMasks = masksOf(state, args.recurrent_dropout);
      const gate = (of: Tensor) => applyNamedActivation(tf, args.recurrent_activation, of);
      const output = goThroughSteps(
        context,
        sums,
        args,
        given.map((one) => asImages(one, state)),
        (sum, before) => {
          const all = before ? tf.add(sum, convolve(before[0]!, recurrent, stateMasks, false)) : sum;
          const [input, forget, added, shown] = tf.split(all, GATES, last);
          const fresh = tf.mul(gate(input!), applyNamedActivation(tf, args.activation, added!));
          const memory = before ? tf.add(tf.mul(gate(forget!), before[1]!), fresh) : fresh;
          return [tf.mul(gate(shown!), applyNamedActivation(tf, args.activation, memory)), memory];
        },
        (sum) => {
          const nothing = tf.mul(tf.split(sum, GATES, last)[0]!, 0);
          return [nothing, nothing];
        },
      );
      if (rank > 1) return output;
      const own = [places[1]!, args.filters];
      return asImages(output, args.return_sequences ? [batch, steps, ...own] : [batch, ...own]);
    },
  });
};
