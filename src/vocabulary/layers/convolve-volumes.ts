import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Tensor, TfCore } from '../definition-types.js';
import { convolveGroups } from './grouped-channels.js';
import { imagesAsPlanes, planesAsImages, windowPadding } from './volume-windows.js';
import type { Padding } from './window-output-shape.js';

/** Along [depth, height, width]. */
type Triple = readonly [number, number, number];

/**
 * Convolves volumes [batch, depth, height, width, channels] with a kernel [depth, height, width, channels, filters]: for each plane
 * of the kernel, one convolution of all planes that it meets.
 */
export function convolveVolumes(
  tf: TfCore,
  x: Tensor,
  kernel: Tensor,
  {
    strides: [stride, ...across],
    dilation: [dilation, ...gaps],
    padding,
    groups = 1,
  }: { strides: Triple; dilation: Triple; padding: Padding; groups?: number },
): Tensor {
  const [batch = 1, depth = 1] = x.shape;
  const [size = 1] = kernel.shape;
  const around = windowPadding(depth, { size, stride, dilation, padding });
  const planes = tf.unstack(tf.pad(x, [[0, 0], around, [0, 0], [0, 0], [0, 0]]), 1);
  const count = Math.floor((planes.length - (size - 1) * dilation - 1) / stride) + 1;
  const sums = tf.unstack(kernel).map((plane, at): Tensor => {
    const met = Array.from({ length: count }, (_, place) => planes[place * stride + at * dilation]!);
    const images = planesAsImages(tf, tf.stack(met, 1)) as Tensor4D;
    return convolveGroups(tf, images, plane as Tensor4D, groups, (part, own) =>
      tf.conv2d(part, own, across as [number, number], padding, 'NHWC', gaps as [number, number]),
    );
  });
  return imagesAsPlanes(
    tf,
    sums.reduce((a, b) => tf.add(a, b)),
    batch,
  );
}
