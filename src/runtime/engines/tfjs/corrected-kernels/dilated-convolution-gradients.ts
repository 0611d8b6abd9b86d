import { backend_util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

type Four = [number, number, number, number];
type Attributes = Parameters<KernelFunc>[0]['attrs'];

const isDilated = (attrs: Attributes): boolean =>
  [attrs?.dilations ?? 1].flat().some((dilation) => Number(dilation) > 1);

/** Geometry of the windows, from the attributes that tfjs gives to the gradients of convolutions. */
export function convolutionInfo(
  attrs: Attributes,
  image: readonly number[],
  filter: readonly number[],
  depthwise: boolean,
) {
  const { strides, dilations, pad, dimRoundingMode } = attrs as {
    strides: number | [number, number];
    dilations: number | [number, number];
    pad: 'same' | 'valid' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  return backend_util.computeConv2DInfo(
    image as Four,
    filter as Four,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/**
 * Calls `visit` for every pair of window and kernel offset inside the image, with the indices of pixel, kernel offset
 * and window (channels not counted).
 */
function forEachKernelOffset(
  info: backend_util.Conv2DInfo,
  visit: (pixel: number, offset: number, window: number) => void,
): void {
  const { batchSize, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  for (let b = 0; b < batchSize; b++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const window = (b * outHeight + row) * outWidth + column;
        for (let r = 0; r < filterHeight; r++) {
          const y = row * info.strideHeight - padInfo.top + r * info.dilationHeight;
          if (y < 0 || y >= inHeight) continue;
          for (let c = 0; c < filterWidth; c++) {
            const x = column * info.strideWidth - padInfo.left + c * info.dilationWidth;
            if (x < 0 || x >= inWidth) continue;
            visit((b * inHeight + y) * inWidth + x, r * filterWidth + c, window);
          }
        }
      }
    }
  }
}

const addAt = (to: Float32Array, at: number, more: number): void => {
  to[at] = (to[at] as number) + more;
};

/** Iterates the channel triples (input, weight, output). */
type ForEachChannelPair = (
  info: backend_util.Conv2DInfo,
  pair: (input: number, weight: number, output: number) => void,
) => void;

/** All pairs of input and output channels. */
const allChannelPairs: ForEachChannelPair = ({ inChannels, outChannels }, pair) => {
  for (let i = 0; i < inChannels; i++) {
    for (let o = 0; o < outChannels; o++) pair(i, i * outChannels + o, o);
  }
};

/** Output channels with their own input channel (depthwise). */
const depthwiseChannelPairs: ForEachChannelPair = ({ outChannels, inChannels }, pair) => {
  for (let o = 0; o < outChannels; o++) pair(Math.floor((o * inChannels) / outChannels), o, o);
};

function backpropInput(depthwise: boolean): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
    const shape = (attrs as unknown as { inputShape: number[] }).inputShape;
    const info = convolutionInfo(attrs, shape, filter.shape, depthwise);
    const [dyValues, weights] = [cpuTensorValues(backend, dy), cpuTensorValues(backend, filter)];
    const dx = new Float32Array(shape.reduce((product, side) => product * side, 1));
    const { inChannels, outChannels } = info;
    const weightsPerOffset = depthwise ? outChannels : inChannels * outChannels;
    forEachKernelOffset(info, (pixel, offset, window) =>
      (depthwise ? depthwiseChannelPairs : allChannelPairs)(info, (i, w, o) =>
        addAt(
          dx,
          pixel * inChannels + i,
          (weights[offset * weightsPerOffset + w] as number) * (dyValues[window * outChannels + o] as number),
        ),
      ),
    );
    return (backend as CpuBackend).makeTensorInfo([...shape], 'float32', dx);
  };
}

function backpropFilter(depthwise: boolean): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
    const shape = (attrs as unknown as { filterShape: number[] }).filterShape;
    const info = convolutionInfo(attrs, x.shape, shape, depthwise);
    const [image, dyValues] = [cpuTensorValues(backend, x), cpuTensorValues(backend, dy)];
    const gradient = new Float32Array(shape.reduce((product, side) => product * side, 1));
    const { inChannels, outChannels } = info;
    const weightsPerOffset = depthwise ? outChannels : inChannels * outChannels;
    forEachKernelOffset(info, (pixel, offset, window) =>
      (depthwise ? depthwiseChannelPairs : allChannelPairs)(info, (i, w, o) =>
        addAt(
          gradient,
          offset * weightsPerOffset + w,
          (image[pixel * inChannels + i] as number) * (dyValues[window * outChannels + o] as number),
        ),
      ),
    );
    return (backend as CpuBackend).makeTensorInfo([...shape], 'float32', gradient);
  };
}

const dilatedKernelFunctions: Readonly<Record<string, KernelFunc>> = {
  Conv2DBackpropInput: backpropInput(false),
  Conv2DBackpropFilter: backpropFilter(false),
  DepthwiseConv2dNativeBackpropInput: backpropInput(true),
  DepthwiseConv2dNativeBackpropFilter: backpropFilter(true),
};

/** Kernels of tfjs 4.22 that ignore `dilations`. */
export const kernelsIgnoringDilations: ReadonlySet<string> = new Set(Object.keys(dilatedKernelFunctions));

export const isDilatedGradient = (kernelName: string, attrs: Attributes): boolean =>
  kernelsIgnoringDilations.has(kernelName) && isDilated(attrs);

/** tfjs's kernel without dilation, as it is faster; the corrected one with dilation. */
export function withDilationSupport(kernelName: string, original: KernelFunc): KernelFunc {
  const dilated = dilatedKernelFunctions[kernelName];
  if (!dilated) return original;
  return (call) => (isDilated(call.attrs) ? dilated(call) : original(call));
}
