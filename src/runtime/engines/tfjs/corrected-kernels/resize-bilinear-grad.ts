import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

/** Where a row (or column) of the resized image comes from: two rows of the first, and how far it lies towards the second. */
interface BilinearSource {
  from: number;
  to: number;
  share: number;
}

/** As tfjs's forward kernel has it. */
function bilinearSources(
  small: number,
  large: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
): BilinearSource[] {
  const aligned = alignCorners && large > 1;
  const ratio = (aligned ? small - 1 : small) / (aligned ? large - 1 : large);
  return Array.from({ length: large }, (_, at) => {
    const place = halfPixelCenters ? ratio * (at + 0.5) - 0.5 : ratio * at;
    const from = Math.max(0, Math.floor(place));
    return { from, to: Math.max(0, Math.min(small - 1, Math.ceil(place))), share: place - from };
  });
}

/**
 * Gradient of bilinear resizing: each pixel gives back to the four that it was mixed of. tfjs 4.22 swaps height and
 * width in the shape of the result, and leaves out `halfPixelCenters`.
 */
export const resizeBilinearGrad: KernelFunc = ({ inputs, attrs, backend }) => {
  const { images, dy } = inputs as Record<'images' | 'dy', TensorInfo>;
  const { alignCorners, halfPixelCenters } = attrs as { alignCorners: boolean; halfPixelCenters: boolean };
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, tall, wide] = dy.shape as [number, number, number, number];
  const rows = bilinearSources(height, tall, alignCorners, halfPixelCenters);
  const columns = bilinearSources(width, wide, alignCorners, halfPixelCenters);
  const given = cpuTensorValues(backend, dy);
  const dx = new Float32Array(batch * height * width * channels);
  let source = 0;
  for (let b = 0; b < batch; b++) {
    for (const row of rows) {
      for (const column of columns) {
        const corners: [number, number, number][] = [
          [row.from, column.from, (1 - row.share) * (1 - column.share)],
          [row.from, column.to, (1 - row.share) * column.share],
          [row.to, column.from, row.share * (1 - column.share)],
          [row.to, column.to, row.share * column.share],
        ];
        for (let c = 0; c < channels; c++, source++) {
          for (const [y, x, share] of corners) {
            const target = ((b * height + y) * width + x) * channels + c;
            dx[target] = (dx[target] as number) + share * (given[source] as number);
          }
        }
      }
    }
  }
  return (backend as CpuBackend).makeTensorInfo([...images.shape], 'float32', dx);
};
