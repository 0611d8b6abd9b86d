/** Matrix products and convolutions. Shapes of convolutions are computed by tfjs (`backend_util`). */
import { backend_util } from '@tensorflow/tfjs-core';
import {
  broadcastOperands,
  singleOutput,
  KernelError,
  requireOperand,
  type KernelAttributes,
  type KernelTable,
  type KernelOperands,
} from './shape-inference.js';

type Four = [number, number, number, number];
type Pad = 'same' | 'valid' | number | backend_util.ExplicitPadding;

export const toNumberPair = (value: unknown): [number, number] => {
  const list = Array.isArray(value) ? value.map(Number) : [Number(value ?? 1)];
  return [list[0] ?? 1, list[1] ?? list[0] ?? 1];
};

const toFourDimensions = (shape: readonly number[]): Four => {
  if (shape.length !== 4) throw new KernelError(`four dimensions expected, got [${shape.join(', ')}]`);
  return [...shape] as Four;
};

/** tfjs's attributes in canonical form: pairs where tfjs allows a number, channels last. */
function convolutionAttributes(attrs: KernelAttributes): {
  strides: [number, number];
  pad: Pad;
  dilations: [number, number];
  dataFormat: 'NHWC';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
} {
  if (attrs.dataFormat !== undefined && attrs.dataFormat !== 'NHWC') {
    throw new KernelError(`data format ${String(attrs.dataFormat)}; lagraph lays images out as NHWC`);
  }
  return {
    strides: toNumberPair(attrs.strides),
    pad: attrs.pad as Pad,
    dilations: toNumberPair(attrs.dilations),
    dataFormat: 'NHWC',
    ...(attrs.dimRoundingMode
      ? { dimRoundingMode: attrs.dimRoundingMode as 'floor' | 'round' | 'ceil' }
      : {}),
  };
}

function convolutionShape(
  x: readonly number[],
  filter: readonly number[],
  attrs: KernelAttributes,
  depthwise: boolean,
): Four {
  const { strides, pad, dilations, dimRoundingMode } = convolutionAttributes(attrs);
  return backend_util.computeConv2DInfo(
    toFourDimensions(x),
    toFourDimensions(filter),
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  ).outShape;
}

const convolutionRule = (depthwise: boolean) => (inputs: KernelOperands, attrs: KernelAttributes) => {
  const [x, filter] = [requireOperand(inputs, 'x'), requireOperand(inputs, 'filter')];
  return singleOutput(convolutionShape(x.shape, filter.shape, attrs, depthwise), x.dtype, {
    ...convolutionAttributes(attrs),
  });
};

const filterGradientRule = (_inputs: KernelOperands, attrs: KernelAttributes) => {
  const filterShape = toFourDimensions(attrs.filterShape as number[]);
  return singleOutput(filterShape, 'float32', { ...convolutionAttributes(attrs), filterShape });
};

const inputGradientRule = (_inputs: KernelOperands, attrs: KernelAttributes) => {
  const inputShape = toFourDimensions(attrs.inputShape as number[]);
  return singleOutput(inputShape, 'float32', { ...convolutionAttributes(attrs), inputShape });
};

export const linearAlgebraRules: KernelTable = {
  BatchMatMul: (inputs, attrs) => {
    const [a, b] = [requireOperand(inputs, 'a'), requireOperand(inputs, 'b')];
    const [transposeA, transposeB] = [Boolean(attrs.transposeA), Boolean(attrs.transposeB)];
    const [rows, inner] = [a.shape.at(transposeA ? -1 : -2) ?? 1, a.shape.at(transposeA ? -2 : -1) ?? 1];
    const [outer, columns] = [b.shape.at(transposeB ? -1 : -2) ?? 1, b.shape.at(transposeB ? -2 : -1) ?? 1];
    if (inner !== outer) {
      throw new KernelError(`inner sides ${inner} and ${outer} of a matrix product differ`);
    }
    const batch = broadcastOperands(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return singleOutput([...batch, rows, columns], a.dtype, { transposeA, transposeB });
  },
  Conv2D: convolutionRule(false),
  Conv2DBackpropFilter: filterGradientRule,
  Conv2DBackpropInput: inputGradientRule,
  DepthwiseConv2dNative: convolutionRule(true),
  DepthwiseConv2dNativeBackpropFilter: filterGradientRule,
  DepthwiseConv2dNativeBackpropInput: inputGradientRule,
};
