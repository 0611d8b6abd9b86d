/** Kernels that take axes away. */
import type { DType } from '../step-program.js';
import {
  axesOf,
  axisOf,
  gives,
  operand,
  wider,
  type Attributes,
  type KernelRule,
  type KernelTable,
} from './rule.js';

/** `key` is tfjs's name for the axes, which is not the same for all. */
const reduction =
  (type: (dtype: DType) => DType, key = 'axis'): KernelRule =>
  (inputs, attrs) => {
    const x = operand(inputs, 'x');
    const axes = axesOf(attrs[key], x.shape.length);
    const keepDims = Boolean(attrs.keepDims);
    const shape = keepDims
      ? x.shape.map((side, at) => (axes.includes(at) ? 1 : side))
      : x.shape.filter((_, at) => !axes.includes(at));
    return gives(shape, type(x.dtype), { [key]: axes, keepDims });
  };

const arg: KernelRule = (inputs, attrs) => {
  const x = operand(inputs, 'x');
  const axis = axisOf(attrs.axis, x.shape.length);
  return gives(
    x.shape.filter((_, at) => at !== axis),
    'int32',
    { axis },
  );
};

const cumulative: KernelRule = (inputs, attrs) => {
  const x = operand(inputs, 'x');
  return gives(x.shape, wider(x.dtype, 'int32'), {
    axis: axisOf(attrs.axis, x.shape.length),
    exclusive: Boolean(attrs.exclusive),
    reverse: Boolean(attrs.reverse),
  });
};

const same = (dtype: DType): DType => dtype;
const counted = (dtype: DType): DType => wider(dtype, 'int32');
const along = (key: string, inputs: Parameters<KernelRule>[0], name: string, attrs: Attributes) => {
  const x = operand(inputs, name);
  return gives(x.shape, 'float32', { [key]: axisOf(attrs[key] ?? -1, x.shape.length) });
};

export const reduce: KernelTable = {
  Sum: reduction(counted),
  Prod: reduction(counted),
  Mean: reduction(() => 'float32'),
  Max: reduction(same, 'reductionIndices'),
  Min: reduction(same),
  All: reduction(() => 'bool'),
  Any: reduction(() => 'bool'),
  ArgMax: arg,
  ArgMin: arg,
  Cumsum: cumulative,
  Cumprod: cumulative,
  Softmax: (inputs, attrs) => along('dim', inputs, 'logits', attrs),
  TopK: (inputs, { k, sorted }) => {
    const x = operand(inputs, 'x');
    const shape = [...x.shape.slice(0, -1), Number(k)];
    return {
      outputs: [
        { shape, dtype: x.dtype },
        { shape, dtype: 'int32' },
      ],
      attrs: { k, sorted: sorted ?? true },
    };
  },
};
