/** Element-wise kernels as code on vectors. */
import type { KernelCall } from '../../../capture/index.js';
import { elementary, Vector, type Lanes, type VectorBuilder } from '../wasm/index.js';

export type ElementwiseKernel = (
  b: VectorBuilder,
  operand: (name: string) => Lanes,
  call: KernelCall,
) => Lanes;

const unary =
  (compute: (b: VectorBuilder, x: Lanes) => Lanes): ElementwiseKernel =>
  (b, operand) =>
    compute(b, operand('x'));

const instruction = (float: readonly number[]): ElementwiseKernel =>
  unary((b, x) => b.apply('f32', float, x));

/** A kernel of two numbers, or of two integers. */
const binary =
  (float: readonly number[], integers: readonly number[] | null = null): ElementwiseKernel =>
  (b, operand) => {
    const [x, y] = [operand('a'), operand('b')];
    if (x.type === 's32' && integers) return b.apply('s32', integers, x, y);
    return b.apply('f32', float, x, y);
  };

const comparison =
  (float: readonly number[], integers: readonly number[]): ElementwiseKernel =>
  (b, operand) => {
    const [x, y] = [asNumber(b, operand('a')), asNumber(b, operand('b'))];
    return b.apply('mask', x.type === 's32' ? integers : float, x, y);
  };

/** Truth values as 0 and 1. */
const asNumber = (b: VectorBuilder, x: Lanes): Lanes =>
  x.type === 'mask' ? b.apply('s32', Vector.and, x, b.integer(1)) : x;

const logical =
  (code: readonly number[]): ElementwiseKernel =>
  (b, operand) =>
    b.apply('mask', code, operand('a'), operand('b'));

const zeroOr = (b: VectorBuilder, mask: Lanes, value: Lanes): Lanes =>
  b.as(value.type, b.apply(value.type, Vector.and, mask, value));

const positive = (b: VectorBuilder, x: Lanes): Lanes => b.apply('mask', Vector.floatGreater, x, b.float(0));

/** As in `@tensorflow/tfjs-core/src/ops/selu_util.ts`. */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.7580993408473768;

const cast: ElementwiseKernel = (b, operand, { attrs }) => {
  const x = operand('x');
  const to = attrs.dtype as string;
  if (to === 'bool') {
    if (x.type === 'mask') return x;
    return x.type === 's32'
      ? b.apply('mask', Vector.integerNotEqual, x, b.integer(0))
      : b.apply('mask', Vector.floatNotEqual, x, b.float(0));
  }
  if (to === 'int32') return x.type === 'f32' ? b.apply('s32', Vector.truncateToInteger, x) : asNumber(b, x);
  if (x.type === 'mask') return zeroOr(b, x, b.float(1));
  return x.type === 's32' ? b.apply('f32', Vector.integerToFloat, x) : x;
};

/** x times the scale where the byte is at least the threshold. */
const dropped = (b: VectorBuilder, x: Lanes, bytes: Lanes, call: KernelCall): Lanes => {
  const kept = b.apply('mask', Vector.integerGreaterEqual, bytes, b.integer(number(call, 'threshold')));
  return zeroOr(b, kept, b.multiply(x, b.float(number(call, 'scale'))));
};

const number = (call: KernelCall, name: string): number => Number(call.attrs[name]);

export const elementwiseKernels: Readonly<Record<string, ElementwiseKernel>> = {
  Add: binary(Vector.add, Vector.integerAdd),
  Sub: binary(Vector.subtract, Vector.integerSubtract),
  Multiply: binary(Vector.multiply, Vector.integerMultiply),
  RealDiv: binary(Vector.divide),
  Maximum: binary(Vector.maximum, Vector.integerMaximum),
  Minimum: binary(Vector.minimum, Vector.integerMinimum),
  SquaredDifference: (b, operand) => {
    const difference = b.subtract(operand('a'), operand('b'));
    return b.multiply(difference, difference);
  },
  AddN: (b, operand, { inputs }) =>
    Object.keys(inputs)
      .sort((one, other) => Number(one) - Number(other))
      .map(operand)
      .reduce((sum, one) => b.add(sum, one)),

  Abs: unary((b, x) =>
    x.type === 's32' ? b.apply('s32', Vector.integerAbsolute, x) : b.apply('f32', Vector.absolute, x),
  ),
  Neg: unary((b, x) =>
    x.type === 's32' ? b.apply('s32', Vector.integerNegative, x) : b.apply('f32', Vector.negative, x),
  ),
  Ceil: instruction(Vector.ceil),
  Floor: instruction(Vector.floor),
  Round: instruction(Vector.nearest),
  Sqrt: instruction(Vector.squareRoot),
  Square: unary((b, x) =>
    x.type === 's32' ? b.apply('s32', Vector.integerMultiply, x, x) : b.multiply(x, x),
  ),
  Reciprocal: unary((b, x) => b.divide(b.float(1), x)),
  Rsqrt: unary((b, x) => b.divide(b.float(1), b.apply('f32', Vector.squareRoot, x))),
  Exp: unary(elementary.exp),
  Expm1: unary(elementary.expm1),
  Log: unary(elementary.log),
  Log1p: unary(elementary.log1p),
  Sigmoid: unary(elementary.sigmoid),
  Tanh: unary(elementary.tanh),
  Erf: unary(elementary.erf),
  Identity: unary((_, x) => x),
  Softplus: unary(elementary.softplus),
  // NaN stays NaN: where the numbers can't be compared, these instructions take their first operand.
  Relu: unary((b, x) => b.apply('f32', Vector.pseudoMaximum, x, b.float(0))),
  Relu6: unary((b, x) =>
    b.apply('f32', Vector.pseudoMinimum, b.apply('f32', Vector.pseudoMaximum, x, b.float(0)), b.float(6)),
  ),
  Elu: unary((b, x) =>
    b.select(b.apply('mask', Vector.floatGreaterEqual, x, b.float(0)), x, elementary.expm1UpToOne(b, x)),
  ),
  Selu: unary((b, x) =>
    b.select(
      b.apply('mask', Vector.floatGreaterEqual, x, b.float(0)),
      b.multiply(x, b.float(SELU_SCALE)),
      b.multiply(elementary.expm1UpToOne(b, x), b.float(SELU_ALPHA)),
    ),
  ),
  LeakyRelu: (b, operand, call) => {
    const x = operand('x');
    return b.select(
      b.apply('mask', Vector.floatLess, x, b.float(0)),
      b.multiply(x, b.float(number(call, 'alpha'))),
      x,
    );
  },
  Prelu: (b, operand) => {
    const x = operand('x');
    return b.select(b.apply('mask', Vector.floatLess, x, b.float(0)), b.multiply(x, operand('alpha')), x);
  },
  EluGrad: (b, operand) => {
    const [dy, y] = [operand('dy'), operand('y')];
    const below = b.multiply(dy, b.add(y, b.float(1)));
    return b.select(b.apply('mask', Vector.floatGreaterEqual, y, b.float(0)), dy, below);
  },
  ClipByValue: (b, operand, call) =>
    b.apply(
      'f32',
      Vector.pseudoMinimum,
      b.apply('f32', Vector.pseudoMaximum, operand('x'), b.float(number(call, 'clipValueMin'))),
      b.float(number(call, 'clipValueMax')),
    ),
  Sign: unary((b, x) => {
    const up = zeroOr(b, positive(b, x), b.float(1));
    const down = zeroOr(b, b.apply('mask', Vector.floatLess, x, b.float(0)), b.float(-1));
    const sign = b.apply('f32', Vector.or, up, down);
    return b.select(b.apply('mask', Vector.floatEqual, x, x), sign, x);
  }),
  Step: (b, operand, call) => {
    const x = operand('x');
    const step = b.select(positive(b, x), b.float(1), b.float(number(call, 'alpha')));
    return b.select(b.apply('mask', Vector.floatEqual, x, x), step, x);
  },
  '@Slope': (b, operand, call) =>
    b.select(positive(b, operand('x')), b.float(number(call, 'high')), b.float(number(call, 'low'))),

  // Gradients of activations, recorded as one call each: 0 where the activation does not pass them.
  ReluGrad: (b, operand) => zeroOr(b, positive(b, operand('y')), operand('dy')),
  Relu6Grad: (b, operand) => {
    const y = operand('y');
    const below = b.apply('mask', Vector.floatLess, y, b.float(6));
    return zeroOr(b, b.apply('mask', Vector.and, positive(b, y), below), operand('dy'));
  },
  LeakyReluGrad: (b, operand, call) => {
    const dy = operand('dy');
    const from = operand(call.inputs.y === undefined ? 'x' : 'y');
    return b.select(positive(b, from), dy, b.multiply(dy, b.float(number(call, 'alpha'))));
  },
  SigmoidGrad: (b, operand) => {
    const y = operand('y');
    return b.multiply(operand('dy'), b.multiply(y, b.subtract(b.float(1), y)));
  },
  TanhGrad: (b, operand) => {
    const y = operand('y');
    return b.multiply(operand('dy'), b.subtract(b.float(1), b.multiply(y, y)));
  },
  SoftplusGrad: (b, operand) => b.multiply(operand('dy'), elementary.sigmoid(b, operand('x'))),
  Dropout: (b, operand, call) => dropped(b, operand('x'), operand('bytes'), call),
  DropoutGrad: (b, operand, call) => dropped(b, operand('dy'), operand('bytes'), call),

  Equal: comparison(Vector.floatEqual, Vector.integerEqual),
  NotEqual: comparison(Vector.floatNotEqual, Vector.integerNotEqual),
  Less: comparison(Vector.floatLess, Vector.integerLess),
  LessEqual: comparison(Vector.floatLessEqual, Vector.integerLessEqual),
  Greater: comparison(Vector.floatGreater, Vector.integerGreater),
  GreaterEqual: comparison(Vector.floatGreaterEqual, Vector.integerGreaterEqual),
  LogicalAnd: logical(Vector.and),
  LogicalOr: logical(Vector.or),
  LogicalNot: unary((b, x) => b.apply('mask', Vector.not, x)),
  IsNan: unary((b, x) => b.apply('mask', Vector.floatNotEqual, x, x)),
  Select: (b, operand) => {
    const [yes, no] = [operand('t'), operand('e')];
    return b.as(yes.type, b.select(operand('condition'), yes, no));
  },
  Cast: cast,
};
