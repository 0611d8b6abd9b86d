import { backend_util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

/**
 * Gradient of average pooling. tfjs 4.22 divides by the whole window, while its forward kernel (like TensorFlow's)
 * divides by the window's pixels inside the image: they differ under `same` padding.
 */
export const avgPoolGrad: KernelFunc = ({ inputs, attrs, backend }) => {
  const { dy, input } = inputs as Record<'dy' | 'input', TensorInfo>;
  const { filterSize, strides, pad, dimRoundingMode } = attrs as {
    filterSize: [number, number];
    strides: [number, number];
    pad: 'same' | 'valid' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  const shape = input.shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const [batch, height, width, channels] = shape;
  const from = cpuTensorValues(backend, dy);
  const dx = new Float32Array(batch * height * width * channels);
  for (let b = 0; b < batch; b++) {
    for (let row = 0; row < info.outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top;
      const [y0, y1] = [Math.max(0, top), Math.min(height, top + info.filterHeight)];
      for (let column = 0; column < info.outWidth; column++) {
        const left = column * info.strideWidth - info.padInfo.left;
        const [x0, x1] = [Math.max(0, left), Math.min(width, left + info.filterWidth)];
        const pixels = (y1 - y0) * (x1 - x0);
        const source = ((b * info.outHeight + row) * info.outWidth + column) * channels;
        for (let y = y0; y < y1; y++) {
          for (let x = x0; x < x1; x++) {
            const target = ((b * height + y) * width + x) * channels;
            for (let c = 0; c < channels; c++) {
              dx[target + c] = (dx[target + c] as number) + (from[source + c] as number) / pixels;
            }
          }
        }
      }
    }
  }
  return (backend as CpuBackend).makeTensorInfo([...shape], 'float32', dx);
};
