/** Properties of kernels shared by layout assignment and emitters. */

const names = `Abs Ceil Expm1 Floor Log Log1p Neg Reciprocal Round Rsqrt Sign Sqrt Square Acos Acosh Asin Asinh Atan
 Atanh Cos Cosh Erf Sin Sinh Tan Tanh Elu Relu Relu6 Selu Sigmoid Softplus Exp IsFinite IsInf IsNan LogicalNot Add
 Atan2 Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference Sub Equal Greater GreaterEqual Less LessEqual
 LogicalAnd LogicalOr NotEqual FloorDiv Cast ClipByValue LeakyRelu Step Prelu EluGrad Select AddN Identity
 @Mask @Slope`;

/** Kernels whose output has the same layout as their operands, whatever that is. */
export const elementwiseKernels: ReadonlySet<string> = new Set(names.split(/\s+/));

/**
 * Whether a strided transposed convolution with few channels is lowered as a sub-pixel convolution (all phases as
 * channels of one convolution): only up to a few blocks of channels, as its kernel covers the union of all phases.
 */
export const fitsSubpixelConvolution = (
  strides: readonly number[],
  channels: number,
  blockSize: number,
): boolean => strides.reduce((product, stride) => product * stride, channels) <= 4 * blockSize;
