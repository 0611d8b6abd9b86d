/** Kernels that work number by number. */
import type { DType } from '../step-program.js';
import { broadcast, gives, listed, operand, wider, type KernelRule, type KernelTable } from './rule.js';

const unary =
  (dtype?: DType): KernelRule =>
  (inputs) => {
    const x = operand(inputs, 'x');
    return gives(x.shape, dtype ?? x.dtype);
  };

const binary =
  (dtype?: DType): KernelRule =>
  (inputs) => {
    const [a, b] = [operand(inputs, 'a'), operand(inputs, 'b')];
    return gives(broadcast(a.shape, b.shape), dtype ?? a.dtype);
  };

const each = (names: string, rule: KernelRule): KernelTable =>
  Object.fromEntries(names.split(' ').map((name) => [name, rule]));

export const elementwise: KernelTable = {
  ...each('Abs Ceil Expm1 Floor Log Log1p Neg Reciprocal Round Rsqrt Sign Sqrt Square', unary()),
  ...each('Acos Acosh Asin Asinh Atan Atanh Cos Cosh Erf Sin Sinh Tan Tanh', unary()),
  ...each('Elu Relu Relu6 Selu Sigmoid Softplus', unary()),
  ...each('Exp', unary('float32')),
  ...each('IsFinite IsInf IsNan LogicalNot', unary('bool')),

  ...each('Add Atan2 Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference Sub', binary()),
  ...each('Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr NotEqual', binary('bool')),
  ...each('FloorDiv', binary('int32')),

  Cast: (inputs, { dtype }) => gives(operand(inputs, 'x').shape, dtype as DType, { dtype }),
  ClipByValue: (inputs, { clipValueMin, clipValueMax }) =>
    gives(operand(inputs, 'x').shape, operand(inputs, 'x').dtype, { clipValueMin, clipValueMax }),
  LeakyRelu: (inputs, { alpha }) => gives(operand(inputs, 'x').shape, 'float32', { alpha: alpha ?? 0.2 }),
  Step: (inputs, { alpha }) =>
    gives(operand(inputs, 'x').shape, operand(inputs, 'x').dtype, { alpha: alpha ?? 0 }),
  Prelu: (inputs) => gives(broadcast(operand(inputs, 'x').shape, operand(inputs, 'alpha').shape), 'float32'),
  EluGrad: (inputs) => gives(operand(inputs, 'y').shape, 'float32'),
  /** tfjs broadcasts before it calls the kernel: condition, t and e have one shape, or condition is a vector. */
  Select: (inputs) =>
    gives(operand(inputs, 't').shape, wider(operand(inputs, 't').dtype, operand(inputs, 'e').dtype)),
  AddN: (inputs) => {
    const first = operand(inputs, '0');
    return gives(
      listed(inputs).reduce((shape, one) => broadcast(shape, one.shape), [...first.shape]),
      first.dtype,
    );
  },
};
