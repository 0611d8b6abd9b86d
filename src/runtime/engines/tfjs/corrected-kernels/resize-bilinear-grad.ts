import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

/** Source rows (or columns) and interpolation weight of a resized row. */
interface BilinearSource {
  from: number;
  to: number;
  weight: number;
}

/** The same as in tfjs's forward kernel. */
function bilinearSources(
  inputSide: number,
  outputSide: number,
  alignCorners: boolean,
  halfPixelCenters: boolean,
): BilinearSource[] {
  const aligned = alignCorners && outputSide > 1;
  const ratio = (aligned ? inputSide - 1 : inputSide) / (aligned ? outputSide - 1 : outputSide);
  return Array.from({ length: outputSide }, (_, at) => {
    const position = halfPixelCenters ? ratio * (at + 0.5) - 0.5 : ratio * at;
    const from = Math.max(0, Math.floor(position));
    return { from, to: Math.max(0, Math.min(inputSide - 1, Math.ceil(position))), weight: position - from };
  });
}

/**
 * Gradient of bilinear resizing: each pixel of dy is distributed to the four that it was interpolated from. tfjs 4.22
 * swaps height and width in the shape of the result, and ignores `halfPixelCenters`.
 */
export const resizeBilinearGrad: KernelFunc = ({ inputs, attrs, backend }) => {
  const { images, dy } = inputs as Record<'images' | 'dy', TensorInfo>;
  const { alignCorners, halfPixelCenters } = attrs as { alignCorners: boolean; halfPixelCenters: boolean };
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, outHeight, outWidth] = dy.shape as [number, number, number, number];
  const rows = bilinearSources(height, outHeight, alignCorners, halfPixelCenters);
  const columns = bilinearSources(width, outWidth, alignCorners, halfPixelCenters);
  const dyValues = cpuTensorValues(backend, dy);
  const dx = new Float32Array(batch * height * width * channels);
  let source = 0;
  for (let b = 0; b < batch; b++) {
    for (const row of rows) {
      for (const column of columns) {
        const corners: [number, number, number][] = [
          [row.from, column.from, (1 - row.weight) * (1 - column.weight)],
          [row.from, column.to, (1 - row.weight) * column.weight],
          [row.to, column.from, row.weight * (1 - column.weight)],
          [row.to, column.to, row.weight * column.weight],
        ];
        for (let c = 0; c < channels; c++, source++) {
          for (const [y, x, weight] of corners) {
            const target = ((b * height + y) * width + x) * channels + c;
            dx[target] = (dx[target] as number) + weight * (dyValues[source] as number);
          }
        }
      }
    }
  }
  return (backend as CpuBackend).makeTensorInfo([...images.shape], 'float32', dx);
};
