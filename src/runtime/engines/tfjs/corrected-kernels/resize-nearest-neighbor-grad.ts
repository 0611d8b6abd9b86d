import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

/** For each row (or column) of the enlarged image, the row that it was copied from; as tfjs's forward kernel has it. */
function nearestSources(
  small: number,
  large: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
): Int32Array {
  const aligned = alignCorners && large > 1;
  const ratio = (aligned ? small - 1 : small) / (aligned ? large - 1 : large);
  return Int32Array.from({ length: large }, (_, at) => {
    const place = halfPixelCenters ? ratio * (at + 0.5) : ratio * at;
    return Math.max(0, Math.min(small - 1, alignCorners ? Math.round(place) : Math.floor(place)));
  });
}

/**
 * Gradient of nearest-neighbour enlargement: each pixel gathers from all of its copies. tfjs 4.22 walks through `dy`
 * with the batch stride of `x`, which is wrong for every example but the first, and leaves out `halfPixelCenters`.
 */
export const resizeNearestNeighborGrad: KernelFunc = ({ inputs, attrs, backend }) => {
  const { images, dy } = inputs as Record<'images' | 'dy', TensorInfo>;
  const { alignCorners, halfPixelCenters } = attrs as { alignCorners: boolean; halfPixelCenters: boolean };
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, tall, wide] = dy.shape as [number, number, number, number];
  const rows = nearestSources(height, tall, alignCorners, halfPixelCenters);
  const columns = nearestSources(width, wide, alignCorners, halfPixelCenters);
  const from = cpuTensorValues(backend, dy);
  const dx = new Float32Array(batch * height * width * channels);
  let source = 0;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < tall; y++) {
      for (let x = 0; x < wide; x++) {
        const target = ((b * height + (rows[y] as number)) * width + (columns[x] as number)) * channels;
        for (let c = 0; c < channels; c++, source++) {
          dx[target + c] = (dx[target + c] as number) + (from[source] as number);
        }
      }
    }
  }
  return (backend as CpuBackend).makeTensorInfo([...images.shape], 'float32', dx);
};
