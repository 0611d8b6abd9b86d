/** Matrix products and convolutions. Shapes of convolutions are tfjs's own arithmetic (`backend_util`). */
import { backend_util } from '@tensorflow/tfjs-core';
import {
  broadcast,
  gives,
  KernelProblem,
  operand,
  type Attributes,
  type KernelTable,
  type Operands,
} from './rule.js';

type Four = [number, number, number, number];
type Pad = 'same' | 'valid' | number | backend_util.ExplicitPadding;

export const pair = (value: unknown): [number, number] => {
  const list = Array.isArray(value) ? value.map(Number) : [Number(value ?? 1)];
  return [list[0] ?? 1, list[1] ?? list[0] ?? 1];
};

const four = (shape: readonly number[]): Four => {
  if (shape.length !== 4) throw new KernelProblem(`four dimensions expected, got [${shape.join(', ')}]`);
  return [...shape] as Four;
};

/** tfjs's attributes in one form: pairs where tfjs allows a number, channels last. */
function convolution(attrs: Attributes): {
  strides: [number, number];
  pad: Pad;
  dilations: [number, number];
  dataFormat: 'NHWC';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
} {
  if (attrs.dataFormat !== undefined && attrs.dataFormat !== 'NHWC') {
    throw new KernelProblem(`data format ${String(attrs.dataFormat)}; lagraph lays images out as NHWC`);
  }
  return {
    strides: pair(attrs.strides),
    pad: attrs.pad as Pad,
    dilations: pair(attrs.dilations),
    dataFormat: 'NHWC',
    ...(attrs.dimRoundingMode
      ? { dimRoundingMode: attrs.dimRoundingMode as 'floor' | 'round' | 'ceil' }
      : {}),
  };
}

function outShape(
  x: readonly number[],
  filter: readonly number[],
  attrs: Attributes,
  depthwise: boolean,
): Four {
  const { strides, pad, dilations, dimRoundingMode } = convolution(attrs);
  return backend_util.computeConv2DInfo(
    four(x),
    four(filter),
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  ).outShape;
}

const forward = (depthwise: boolean) => (inputs: Operands, attrs: Attributes) => {
  const [x, filter] = [operand(inputs, 'x'), operand(inputs, 'filter')];
  return gives(outShape(x.shape, filter.shape, attrs, depthwise), x.dtype, { ...convolution(attrs) });
};

const toFilter = (_inputs: Operands, attrs: Attributes) => {
  const filterShape = four(attrs.filterShape as number[]);
  return gives(filterShape, 'float32', { ...convolution(attrs), filterShape });
};

const toInput = (_inputs: Operands, attrs: Attributes) => {
  const inputShape = four(attrs.inputShape as number[]);
  return gives(inputShape, 'float32', { ...convolution(attrs), inputShape });
};

export const linear: KernelTable = {
  BatchMatMul: (inputs, attrs) => {
    const [a, b] = [operand(inputs, 'a'), operand(inputs, 'b')];
    const [transposeA, transposeB] = [Boolean(attrs.transposeA), Boolean(attrs.transposeB)];
    const [rows, inner] = [a.shape.at(transposeA ? -1 : -2) ?? 1, a.shape.at(transposeA ? -2 : -1) ?? 1];
    const [outer, columns] = [b.shape.at(transposeB ? -1 : -2) ?? 1, b.shape.at(transposeB ? -2 : -1) ?? 1];
    if (inner !== outer) {
      throw new KernelProblem(`inner sides ${inner} and ${outer} of a matrix product differ`);
    }
    const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return gives([...batch, rows, columns], a.dtype, { transposeA, transposeB });
  },
  Conv2D: forward(false),
  Conv2DBackpropFilter: toFilter,
  Conv2DBackpropInput: toInput,
  DepthwiseConv2dNative: forward(true),
  DepthwiseConv2dNativeBackpropFilter: toFilter,
  DepthwiseConv2dNativeBackpropInput: toInput,
};
