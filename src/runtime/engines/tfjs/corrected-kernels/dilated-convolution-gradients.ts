import { backend_util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

type Four = [number, number, number, number];
type Attributes = Parameters<KernelFunc>[0]['attrs'];

const isDilated = (attrs: Attributes): boolean =>
  [attrs?.dilations ?? 1].flat().some((dilation) => Number(dilation) > 1);

/** Where windows lie on the image, from the attributes that tfjs gives to the gradients of convolutions. */
function convolutionInfo(
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
 * Call `meet` for each pixel of the image that a place of the filter lies on, for each window, with the numbers of the
 * pixel, of the place and of the window. Whoever calls knows how many channels each has.
 */
function forEachKernelOffset(
  info: backend_util.Conv2DInfo,
  visit: (pixel: number, place: number, window: number) => void,
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

/** What one pixel, place and window have to do with each other, channel by channel. */
type ForEachChannelPair = (
  info: backend_util.Conv2DInfo,
  pair: (input: number, weight: number, output: number) => void,
) => void;

/** Each channel of the pixel goes into each of the window. */
const allChannelPairs: ForEachChannelPair = ({ inChannels, outChannels }, pair) => {
  for (let i = 0; i < inChannels; i++) {
    for (let o = 0; o < outChannels; o++) pair(i, i * outChannels + o, o);
  }
};

/** Each channel of the pixel goes into some of its own. */
const depthwiseChannelPairs: ForEachChannelPair = ({ outChannels, inChannels }, pair) => {
  for (let o = 0; o < outChannels; o++) pair(Math.floor((o * inChannels) / outChannels), o, o);
};

function backpropInput(depthwise: boolean): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
    const shape = (attrs as unknown as { inputShape: number[] }).inputShape;
    const info = convolutionInfo(attrs, shape, filter.shape, depthwise);
    const [slopes, weights] = [cpuTensorValues(backend, dy), cpuTensorValues(backend, filter)];
    const dx = new Float32Array(shape.reduce((product, side) => product * side, 1));
    const { inChannels, outChannels } = info;
    const weightsAPlace = depthwise ? outChannels : inChannels * outChannels;
    forEachKernelOffset(info, (pixel, place, window) =>
      (depthwise ? depthwiseChannelPairs : allChannelPairs)(info, (i, w, o) =>
        addAt(
          dx,
          pixel * inChannels + i,
          (weights[place * weightsAPlace + w] as number) * (slopes[window * outChannels + o] as number),
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
    const [image, slopes] = [cpuTensorValues(backend, x), cpuTensorValues(backend, dy)];
    const gradient = new Float32Array(shape.reduce((product, side) => product * side, 1));
    const { inChannels, outChannels } = info;
    const weightsAPlace = depthwise ? outChannels : inChannels * outChannels;
    forEachKernelOffset(info, (pixel, place, window) =>
      (depthwise ? depthwiseChannelPairs : allChannelPairs)(info, (i, w, o) =>
        addAt(
          gradient,
          place * weightsAPlace + w,
          (image[pixel * inChannels + i] as number) * (slopes[window * outChannels + o] as number),
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

/** Kernels of tfjs that leave out `dilations`: 4.22 has no gradients of convolutions whose windows have gaps. */
export const kernelsIgnoringDilations: ReadonlySet<string> = new Set(Object.keys(dilatedKernelFunctions));

export const isDilatedGradient = (kernelName: string, attrs: Attributes): boolean =>
  kernelsIgnoringDilations.has(kernelName) && isDilated(attrs);

/** tfjs's own kernel where there are no gaps, as it is quicker; ours where there are. */
export function withDilationSupport(kernelName: string, own: KernelFunc): KernelFunc {
  const dilated = dilatedKernelFunctions[kernelName];
  if (!dilated) return own;
  return (given) => (isDilated(given.attrs) ? dilated(given) : own(given));
}
