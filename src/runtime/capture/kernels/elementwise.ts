/** Element-wise kernels. */
import type { DType } from '../step-program.js';
import {
  broadcastOperands,
  singleOutput,
  listOperands,
  requireOperand,
  promoteDTypes,
  type KernelRule,
  type KernelTable,
} from './shape-inference.js';

const unary =
  (dtype?: DType): KernelRule =>
  (inputs) => {
    const x = requireOperand(inputs, 'x');
    return singleOutput(x.shape, dtype ?? x.dtype);
  };

const binary =
  (dtype?: DType): KernelRule =>
  (inputs) => {
    const [a, b] = [requireOperand(inputs, 'a'), requireOperand(inputs, 'b')];
    return singleOutput(broadcastOperands(a.shape, b.shape), dtype ?? a.dtype);
  };

const forKernels = (names: string, rule: KernelRule): KernelTable =>
  Object.fromEntries(names.split(' ').map((name) => [name, rule]));

export const elementwiseRules: KernelTable = {
  ...forKernels('Abs Ceil Expm1 Floor Log Log1p Neg Reciprocal Round Rsqrt Sign Sqrt Square', unary()),
  ...forKernels('Acos Acosh Asin Asinh Atan Atanh Cos Cosh Erf Sin Sinh Tan Tanh', unary()),
  ...forKernels('Elu Relu Relu6 Selu Sigmoid Softplus', unary()),
  ...forKernels('Exp', unary('float32')),
  ...forKernels('IsFinite IsInf IsNan LogicalNot', unary('bool')),

  ...forKernels('Add Atan2 Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference Sub', binary()),
  ...forKernels('Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr NotEqual', binary('bool')),
  ...forKernels('FloorDiv', binary('int32')),

  Cast: (inputs, { dtype }) => singleOutput(requireOperand(inputs, 'x').shape, dtype as DType, { dtype }),
  ClipByValue: (inputs, { clipValueMin, clipValueMax }) =>
    singleOutput(requireOperand(inputs, 'x').shape, requireOperand(inputs, 'x').dtype, {
      clipValueMin,
      clipValueMax,
    }),
  LeakyRelu: (inputs, { alpha }) =>
    singleOutput(requireOperand(inputs, 'x').shape, 'float32', { alpha: alpha ?? 0.2 }),
  Step: (inputs, { alpha }) =>
    singleOutput(requireOperand(inputs, 'x').shape, requireOperand(inputs, 'x').dtype, { alpha: alpha ?? 0 }),
  Prelu: (inputs) =>
    singleOutput(
      broadcastOperands(requireOperand(inputs, 'x').shape, requireOperand(inputs, 'alpha').shape),
      'float32',
    ),
  EluGrad: (inputs) => singleOutput(requireOperand(inputs, 'y').shape, 'float32'),
  /** tfjs broadcasts before it calls the kernel: condition, t and e have one shape, or condition is a vector. */
  Select: (inputs) =>
    singleOutput(
      requireOperand(inputs, 't').shape,
      promoteDTypes(requireOperand(inputs, 't').dtype, requireOperand(inputs, 'e').dtype),
    ),
  AddN: (inputs) => {
    const first = requireOperand(inputs, '0');
    return singleOutput(
      listOperands(inputs).reduce((shape, one) => broadcastOperands(shape, one.shape), [...first.shape]),
      first.dtype,
    );
  },
};
