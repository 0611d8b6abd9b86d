import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

/** Source row (or column) of each upsampled one; the same as in tfjs's forward kernel. */
function nearestSources(
  inputSide: number,
  outputSide: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
): Int32Array {
  const aligned = alignCorners && outputSide > 1;
  const ratio = (aligned ? inputSide - 1 : inputSide) / (aligned ? outputSide - 1 : outputSide);
  return Int32Array.from({ length: outputSide }, (_, at) => {
    const position = halfPixelCenters ? ratio * (at + 0.5) : ratio * at;
    return Math.max(0, Math.min(inputSide - 1, alignCorners ? Math.round(position) : Math.floor(position)));
  });
}

/**
 * Gradient of nearest-neighbour upsampling: the sum over each pixel's copies. tfjs 4.22 indexes `dy` with the batch
 * stride of `x`, which is wrong for every example but the first, and ignores `halfPixelCenters`.
 */
export const resizeNearestNeighborGrad: KernelFunc = ({ inputs, attrs, backend }) => {
  const { images, dy } = inputs as Record<'images' | 'dy', TensorInfo>;
  const { alignCorners, halfPixelCenters } = attrs as { alignCorners: boolean; halfPixelCenters: boolean };
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, outHeight, outWidth] = dy.shape as [number, number, number, number];
  const rows = nearestSources(height, outHeight, alignCorners, halfPixelCenters);
  const columns = nearestSources(width, outWidth, alignCorners, halfPixelCenters);
  const dyValues = cpuTensorValues(backend, dy);
  const dx = new Float32Array(batch * height * width * channels);
  let source = 0;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const target = ((b * height + (rows[y] as number)) * width + (columns[x] as number)) * channels;
        for (let c = 0; c < channels; c++, source++) {
          dx[target + c] = (dx[target + c] as number) + (dyValues[source] as number);
        }
      }
    }
  }
  return (backend as CpuBackend).makeTensorInfo([...images.shape], 'float32', dx);
};
