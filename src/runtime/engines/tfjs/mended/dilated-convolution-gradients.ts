import { backend_util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { numbers, type Cpu } from './cpu.js';

type Four = [number, number, number, number];
type Attributes = Parameters<KernelFunc>[0]['attrs'];

const isDilated = (attrs: Attributes): boolean =>
  [attrs?.dilations ?? 1].flat().some((dilation) => Number(dilation) > 1);

/** Where windows lie on the image, from the attributes that tfjs gives to the gradients of convolutions. */
function windowsOf(
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
function overPixels(
  info: backend_util.Conv2DInfo,
  meet: (pixel: number, place: number, window: number) => void,
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
            meet((b * inHeight + y) * inWidth + x, r * filterWidth + c, window);
          }
        }
      }
    }
  }
}

const add = (to: Float32Array, at: number, more: number): void => {
  to[at] = (to[at] as number) + more;
};

/** What one pixel, place and window have to do with each other, channel by channel. */
type Channels = (
  info: backend_util.Conv2DInfo,
  pair: (input: number, weight: number, output: number) => void,
) => void;

/** Each channel of the pixel goes into each of the window. */
const whole: Channels = ({ inChannels, outChannels }, pair) => {
  for (let i = 0; i < inChannels; i++) {
    for (let o = 0; o < outChannels; o++) pair(i, i * outChannels + o, o);
  }
};

/** Each channel of the pixel goes into some of its own. */
const byChannel: Channels = ({ outChannels, inChannels }, pair) => {
  for (let o = 0; o < outChannels; o++) pair(Math.floor((o * inChannels) / outChannels), o, o);
};

function toInput(depthwise: boolean): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
    const shape = (attrs as unknown as { inputShape: number[] }).inputShape;
    const info = windowsOf(attrs, shape, filter.shape, depthwise);
    const [slopes, weights] = [numbers(backend, dy), numbers(backend, filter)];
    const dx = new Float32Array(shape.reduce((product, side) => product * side, 1));
    const { inChannels, outChannels } = info;
    const weightsAPlace = depthwise ? outChannels : inChannels * outChannels;
    overPixels(info, (pixel, place, window) =>
      (depthwise ? byChannel : whole)(info, (i, w, o) =>
        add(
          dx,
          pixel * inChannels + i,
          (weights[place * weightsAPlace + w] as number) * (slopes[window * outChannels + o] as number),
        ),
      ),
    );
    return (backend as Cpu).makeTensorInfo([...shape], 'float32', dx);
  };
}

function toFilter(depthwise: boolean): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
    const shape = (attrs as unknown as { filterShape: number[] }).filterShape;
    const info = windowsOf(attrs, x.shape, shape, depthwise);
    const [image, slopes] = [numbers(backend, x), numbers(backend, dy)];
    const gradient = new Float32Array(shape.reduce((product, side) => product * side, 1));
    const { inChannels, outChannels } = info;
    const weightsAPlace = depthwise ? outChannels : inChannels * outChannels;
    overPixels(info, (pixel, place, window) =>
      (depthwise ? byChannel : whole)(info, (i, w, o) =>
        add(
          gradient,
          place * weightsAPlace + w,
          (image[pixel * inChannels + i] as number) * (slopes[window * outChannels + o] as number),
        ),
      ),
    );
    return (backend as Cpu).makeTensorInfo([...shape], 'float32', gradient);
  };
}

const ours: Readonly<Record<string, KernelFunc>> = {
  Conv2DBackpropInput: toInput(false),
  Conv2DBackpropFilter: toFilter(false),
  DepthwiseConv2dNativeBackpropInput: toInput(true),
  DepthwiseConv2dNativeBackpropFilter: toFilter(true),
};

/** Kernels of tfjs that leave out `dilations`: 4.22 has no gradients of convolutions whose windows have gaps. */
export const dilatedKernels: ReadonlySet<string> = new Set(Object.keys(ours));

export const isDilatedGradient = (kernelName: string, attrs: Attributes): boolean =>
  dilatedKernels.has(kernelName) && isDilated(attrs);

/** tfjs's own kernel where there are no gaps, as it is quicker; ours where there are. */
export function withDilations(kernelName: string, own: KernelFunc): KernelFunc {
  const dilated = ours[kernelName];
  if (!dilated) return own;
  return (given) => (isDilated(given.attrs) ? dilated(given) : own(given));
}
