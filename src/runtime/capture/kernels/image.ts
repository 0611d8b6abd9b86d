/** Pooling and resizing of images [batch, height, width, channels]. */
import { backend_util } from '@tensorflow/tfjs-core';
import { pair } from './linear.js';
import { gives, KernelProblem, operand, type Attributes, type KernelRule, type KernelTable } from './rule.js';

type Pad = 'same' | 'valid' | number;

function window(attrs: Attributes) {
  if (typeof attrs.pad === 'object') throw new KernelProblem('explicit padding of a pooling window');
  const rounding = attrs.dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined;
  return {
    filterSize: pair(attrs.filterSize),
    strides: pair(attrs.strides),
    pad: attrs.pad as Pad,
    ...(rounding ? { dimRoundingMode: rounding } : {}),
  };
}

const pool =
  (kind: 'max' | 'avg'): KernelRule =>
  (inputs, attrs) => {
    const x = operand(inputs, 'x');
    if (x.shape.length !== 4)
      throw new KernelProblem(`four dimensions expected, got [${x.shape.join(', ')}]`);
    const { filterSize, strides, pad, dimRoundingMode } = window(attrs);
    const { outShape } = backend_util.computePool2DInfo(
      [...x.shape] as [number, number, number, number],
      filterSize,
      strides,
      1,
      pad,
      dimRoundingMode,
    );
    return gives(outShape, kind === 'avg' ? 'float32' : x.dtype, window(attrs));
  };

const poolGradient: KernelRule = (inputs, attrs) =>
  gives(operand(inputs, 'input').shape, 'float32', window(attrs));

const resize =
  (float: boolean): KernelRule =>
  (inputs, attrs) => {
    const images = operand(inputs, 'images');
    const size = pair(attrs.size);
    const [batch = 1, , , channels = 1] = images.shape;
    return gives([batch, size[0], size[1], channels], float ? 'float32' : images.dtype, {
      alignCorners: Boolean(attrs.alignCorners),
      halfPixelCenters: Boolean(attrs.halfPixelCenters),
      size,
    });
  };

const resizeGradient: KernelRule = (inputs, attrs) => {
  const [images, dy] = [operand(inputs, 'images'), operand(inputs, 'dy')];
  return gives(images.shape, 'float32', {
    alignCorners: Boolean(attrs.alignCorners),
    halfPixelCenters: Boolean(attrs.halfPixelCenters),
    size: [dy.shape[1] ?? 1, dy.shape[2] ?? 1],
  });
};

export const image: KernelTable = {
  MaxPool: pool('max'),
  MaxPoolGrad: poolGradient,
  AvgPool: pool('avg'),
  AvgPoolGrad: poolGradient,
  ResizeNearestNeighbor: resize(false),
  ResizeNearestNeighborGrad: resizeGradient,
  ResizeBilinear: resize(true),
  ResizeBilinearGrad: resizeGradient,
};
