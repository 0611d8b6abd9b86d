/** Reductions. */
import type { DType } from '../step-program.js';
import {
  normalizeAxes,
  normalizeAxis,
  singleOutput,
  requireOperand,
  promoteDTypes,
  type KernelAttributes,
  type KernelRule,
  type KernelTable,
} from './shape-inference.js';

/** `key` is tfjs's name of the axes attribute, which differs between kernels. */
const reductionRule =
  (type: (dtype: DType) => DType, key = 'axis'): KernelRule =>
  (inputs, attrs) => {
    const x = requireOperand(inputs, 'x');
    const axes = normalizeAxes(attrs[key], x.shape.length);
    const keepDims = Boolean(attrs.keepDims);
    const shape = keepDims
      ? x.shape.map((side, at) => (axes.includes(at) ? 1 : side))
      : x.shape.filter((_, at) => !axes.includes(at));
    return singleOutput(shape, type(x.dtype), { [key]: axes, keepDims });
  };

const argReductionRule: KernelRule = (inputs, attrs) => {
  const x = requireOperand(inputs, 'x');
  const axis = normalizeAxis(attrs.axis, x.shape.length);
  return singleOutput(
    x.shape.filter((_, at) => at !== axis),
    'int32',
    { axis },
  );
};

const cumulativeRule: KernelRule = (inputs, attrs) => {
  const x = requireOperand(inputs, 'x');
  return singleOutput(x.shape, promoteDTypes(x.dtype, 'int32'), {
    axis: normalizeAxis(attrs.axis, x.shape.length),
    exclusive: Boolean(attrs.exclusive),
    reverse: Boolean(attrs.reverse),
  });
};

const sameDType = (dtype: DType): DType => dtype;
const integerOrWider = (dtype: DType): DType => promoteDTypes(dtype, 'int32');
const alongAxisRule = (
  key: string,
  inputs: Parameters<KernelRule>[0],
  name: string,
  attrs: KernelAttributes,
) => {
  const x = requireOperand(inputs, name);
  return singleOutput(x.shape, 'float32', { [key]: normalizeAxis(attrs[key] ?? -1, x.shape.length) });
};

export const reductionRules: KernelTable = {
  Sum: reductionRule(integerOrWider),
  Prod: reductionRule(integerOrWider),
  Mean: reductionRule(() => 'float32'),
  Max: reductionRule(sameDType, 'reductionIndices'),
  Min: reductionRule(sameDType),
  All: reductionRule(() => 'bool'),
  Any: reductionRule(() => 'bool'),
  ArgMax: argReductionRule,
  ArgMin: argReductionRule,
  Cumsum: cumulativeRule,
  Cumprod: cumulativeRule,
  Softmax: (inputs, attrs) => alongAxisRule('dim', inputs, 'logits', attrs),
  TopK: (inputs, { k, sorted }) => {
    const x = requireOperand(inputs, 'x');
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
