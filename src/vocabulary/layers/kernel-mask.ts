import type { Tensor, TfCore } from '../definition-types.js';
import { Type } from '../typebox-builders.js';

/** Van den Oord et al. 2016, PixelCNN. */
export const kernelMaskArgument = Type.Union([Type.Literal('A'), Type.Literal('B'), Type.Null()], {
  default: null,
  description:
    'A window that sees only pixels above and, in its row, to the left (PixelCNN): with `B` the one in its middle too, as after a first convolution with `A`; null for all.',
});

/** 1 where the mask lets the kernel [height, width, ...] see, [height, width, 1, 1]. */
export function kernelMask(tf: TfCore, [height = 1, width = 1]: readonly number[], mask: 'A' | 'B'): Tensor {
  const middle = Math.floor(height / 2) * width + Math.floor(width / 2) + (mask === 'B' ? 1 : 0);
  const seen = Float32Array.from({ length: height * width }, (_, at) => (at < middle ? 1 : 0));
  return tf.tensor4d(seen, [height, width, 1, 1]);
}
