/**
 * Windows over volumes [depth, height, width, channels]. They are computed as images, plane by plane: no engine needs
 * kernels for three dimensions.
 */
import type { Tensor, TfCore } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import type { Padding } from './window-output-shape.js';

const positive = Type.Integer({ minimum: 1 });
const three = Type.Array(positive, { minItems: 3, maxItems: 3 });

/** An integer for all dimensions, or [depth, height, width]. */
export const volumeSizeArgument = (options: { default?: number; description: string }) =>
  Type.Union([positive, three], options);

/** A size, or null for the size of the pooling window. */
export const volumePoolStridesArgument = Type.Union([positive, three, Type.Null()], {
  default: null,
  description: 'Steps of the window; null for its size.',
});

export function toTriple(value: number | readonly number[]): [number, number, number] {
  if (typeof value === 'number') return [value, value, value];
  return [value[0] ?? 1, value[1] ?? 1, value[2] ?? 1];
}

export interface Windows {
  size: number;
  stride: number;
  dilation?: number;
  padding: Padding;
}

/** Zeros before and after a side of so many, as TensorFlow pads it. */
export function windowPadding(
  side: number,
  { size, stride, dilation = 1, padding }: Windows,
): [number, number] {
  if (padding === 'valid') return [0, 0];
  const reach = (size - 1) * dilation + 1;
  const total = Math.max(0, (Math.ceil(side / stride) - 1) * stride + reach - side);
  return [Math.floor(total / 2), total - Math.floor(total / 2)];
}

/**
 * What tfjs lacks in such windows: where its sum is below zero, it cuts from the edges (get3DPadAndOutInfo in its
 * conv_util), which TensorFlow leaves as they are.
 */
export const lackInTfjs = (sizes: readonly number[], strides: readonly number[], padding: Padding) =>
  padding === 'same' && sizes.some((size, at) => size < strides[at]!)
    ? "with strides greater than its window and padding 'same'"
    : undefined;

/** All planes of a batch of volumes as images [batch * depth, height, width, channels]. */
export function planesAsImages(tf: TfCore, volumes: Tensor): Tensor {
  const [batch = 1, depth = 1, ...plane] = volumes.shape;
  return tf.reshape(volumes, [batch * depth, ...plane]);
}

/** The way back. */
export const imagesAsPlanes = (tf: TfCore, images: Tensor, batch: number): Tensor =>
  tf.reshape(images, [batch, images.shape[0]! / batch, ...images.shape.slice(1)]);
