/** Pooling and resizing of images [batch, height, width, channels]. */
import { backend_util } from '@tensorflow/tfjs-core';
import { toNumberPair } from './matmul-and-convolution.js';
import {
  singleOutput,
  KernelError,
  requireOperand,
  type KernelAttributes,
  type KernelRule,
  type KernelTable,
} from './shape-inference.js';

type Pad = 'same' | 'valid' | number;

function poolingAttributes(attrs: KernelAttributes) {
  if (typeof attrs.pad === 'object') throw new KernelError('explicit padding of a pooling window');
  const rounding = attrs.dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined;
  return {
    filterSize: toNumberPair(attrs.filterSize),
    strides: toNumberPair(attrs.strides),
    pad: attrs.pad as Pad,
    ...(rounding ? { dimRoundingMode: rounding } : {}),
  };
}

const poolingRule =
  (kind: 'max' | 'avg'): KernelRule =>
  (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    if (x.shape.length !== 4) throw new KernelError(`four dimensions expected, got [${x.shape.join(', ')}]`);
    const { filterSize, strides, pad, dimRoundingMode } = poolingAttributes(attrs);
    const { outShape } = backend_util.computePool2DInfo(
      [...x.shape] as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return singleOutput(outShape, kind === 'avg' ? 'float32' : x.dtype, poolingAttributes(attrs));
  };

const poolGradient: KernelRule = (inputs, attrs) =>
  singleOutput(requireOperand(inputs, 'input').shape, 'float32', poolingAttributes(attrs));

const resizeRule =
  (float: boolean): KernelRule =>
  (inputs, attrs) => {
    const images = requireOperand(inputs, 'images');
    const size = toNumberPair(attrs.size);
    const [batch = 1, , , channels = 1] = images.shape;
    return singleOutput([batch, size[0], size[1], channels], float ? 'float32' : images.dtype, {
      alignCorners: Boolean(attrs.alignCorners),
      halfPixelCenters: Boolean(attrs.halfPixelCenters),
      size,
    });
  };

const resizeGradient: KernelRule = (inputs, attrs) => {
  const [images, dy] = [requireOperand(inputs, 'images'), requireOperand(inputs, 'dy')];
  return singleOutput(images.shape, 'float32', {
    alignCorners: Boolean(attrs.alignCorners),
    halfPixelCenters: Boolean(attrs.halfPixelCenters),
    size: [dy.shape[1] ?? 1, dy.shape[2] ?? 1],
  });
};

export const imageRules: KernelTable = {
  MaxPool: poolingRule('max'),
  MaxPoolGrad: poolGradient,
  AvgPool: poolingRule('avg'),
  AvgPoolGrad: poolGradient,
  ResizeNearestNeighbor: resizeRule(false),
  ResizeNearestNeighborGrad: resizeGradient,
  ResizeBilinear: resizeRule(true),
  ResizeBilinearGrad: resizeGradient,
};
