/** How alike two images are. Unlike other metrics these have a gradient: `1 - ssim(x, y)` is a loss. */
import { Type } from '../../typebox-builders.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { RuleResult, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { defineFunction, operandAt, operandPair, tensorParameters } from '../define-function.js';
import { meanPerExample, perExampleType } from '../losses/index.js';
import { functionError, hasBatch, joinWithAnd, tensorTypeText, toFloat32 } from '../type-rules.js';
import { equalShapes } from '../../tensor-shape.js';

const maxValueOption = Type.Number({
  default: 1,
  exclusiveMinimum: 0,
  description: 'How far apart white and black are.',
});

function imagePairOutputType(
  name: string,
  inputs: readonly TensorType[],
  smallest: number,
): RuleResult<TensorType> {
  const [a, b] = operandPair(inputs);
  if (!hasBatch(a) || a.shape.length !== 4 || !equalShapes(a.shape, b.shape)) {
    return functionError(
      `\`${name}\` compares two images, [batch, height, width, channels], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
      undefined,
      'y_pred',
    );
  }
  if (a.shape.slice(1, 3).some((side) => side! < smallest)) {
    return functionError(
      `\`${name}\` looks at windows of ${smallest} by ${smallest}, and the images are ${a.shape.slice(1, 3).join(' by ')}`,
      'filter_size says how large the windows are',
    );
  }
  return perExampleType(a);
}

/** Weights of a window's row, which sum to 1. */
function gaussian(size: number, sigma: number): number[] {
  const raw = Array.from({ length: size }, (_, at) =>
    Math.exp(-((at - (size - 1) / 2) ** 2) / (2 * sigma ** 2)),
  );
  const sum = raw.reduce((total, one) => total + one, 0);
  return raw.map((one) => one / sum);
}

/** Gaussian means of all windows: of their columns, then of their rows. */
function windowMeans(tf: TfCore, x: Tensor4D, window: readonly number[]): Tensor {
  const channels = x.shape[3];
  const values = window.flatMap((one) => Array.from({ length: channels }, () => one));
  const columns = tf.depthwiseConv2d(x, tf.tensor4d(values, [window.length, 1, channels, 1]), 1, 'valid');
  return tf.depthwiseConv2d(columns, tf.tensor4d(values, [1, window.length, channels, 1]), 1, 'valid');
}

/** tf.image.ssim (Wang et al. 2004). */
export const ssim = defineFunction({
  name: 'ssim',
  group: 'metric',
  better: 'larger',
  summary: 'How alike the structure of two images is, 1 where they are equal. It has a gradient.',
  parameters: tensorParameters('y_true', 'y_pred'),
  options: Type.Object(
    {
      max_val: maxValueOption,
      filter_size: Type.Integer({
        default: 11,
        minimum: 1,
        description: 'Side of the windows that are compared.',
      }),
      filter_sigma: Type.Number({
        default: 1.5,
        exclusiveMinimum: 0,
        description: 'Standard deviation of the weights in a window, in pixels.',
      }),
      k1: Type.Number({
        default: 0.01,
        exclusiveMinimum: 0,
        description: 'Keeps the comparison of brightness steady.',
      }),
      k2: Type.Number({
        default: 0.03,
        exclusiveMinimum: 0,
        description: 'Keeps the comparison of contrast steady.',
      }),
    },
    { additionalProperties: false },
  ),
  output: (inputs, { filter_size: size }) => imagePairOutputType('ssim', inputs, size),
  emit(inputs, { max_val: most, filter_size: size, filter_sigma: sigma, k1, k2 }, context) {
    const { tf } = context;
    const [x, y] = inputs.map((one) => toFloat32(tf, one)) as [Tensor4D, Tensor4D];
    const batch = x.shape[0];
    const kinds = [x, y, tf.mul(x, y), tf.add(tf.square(x), tf.square(y))] as Tensor4D[];
    const means = windowMeans(tf, tf.concat(kinds, 0), gaussian(size, sigma));
    const [meanX, meanY, meanProduct, meanSquares] = tf.split(
      means,
      kinds.map(() => batch),
      0,
    ) as [Tensor, Tensor, Tensor, Tensor];
    const [ofBrightness, ofContrast] = [(k1 * most) ** 2, (k2 * most) ** 2];
    const product = tf.mul(tf.mul(meanX, meanY), 2);
    const squares = tf.add(tf.square(meanX), tf.square(meanY));
    const brightness = tf.div(tf.add(product, ofBrightness), tf.add(squares, ofBrightness));
    const contrast = tf.div(
      tf.add(tf.sub(tf.mul(meanProduct, 2), product), ofContrast),
      tf.add(tf.sub(meanSquares, squares), ofContrast),
    );
    return meanPerExample(tf.mul(brightness, contrast), context);
  },
});

/** tf.image.psnr. */
export const psnr = defineFunction({
  name: 'psnr',
  group: 'metric',
  better: 'larger',
  summary: 'The ratio of the largest signal to the error of an image, in decibels. It has a gradient.',
  parameters: tensorParameters('y_true', 'y_pred'),
  options: Type.Object({ max_val: maxValueOption }, { additionalProperties: false }),
  output: (inputs) => imagePairOutputType('psnr', inputs, 1),
  emit(inputs, { max_val: most }, context) {
    const { tf } = context;
    const error = tf.squaredDifference(toFloat32(tf, operandAt(inputs)), toFloat32(tf, operandAt(inputs, 1)));
    const ratio = tf.log(meanPerExample(error, context));
    return tf.sub(20 * Math.log10(most), tf.mul(ratio, 10 / Math.LN10));
  },
});
