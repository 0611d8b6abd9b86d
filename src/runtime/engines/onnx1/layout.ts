/**
 * How each value of a step lies in memory. tfjs has images as [batch, height, width, channels]; the convolutions of
 * onnxruntime want [batch, channels, height, width]. This pass decides for each value which it is, so that as few as
 * possible have to be turned over; emitters then write operators for the layout that was chosen.
 */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';

/** `plain`: as the StepProgram says. `nchw`: an image with its channels in front. */
export type Layout = 'plain' | 'nchw';

/** Kernels whose operators work on channels in front. */
const IMAGES = new Set(
  `Conv2D Conv2DBackpropInput DepthwiseConv2dNative DepthwiseConv2dNativeBackpropInput MaxPool MaxPoolGrad AvgPool
  AvgPoolGrad ResizeNearestNeighbor ResizeNearestNeighborGrad ResizeBilinear ResizeBilinearGrad`.split(/\s+/),
);

/** Kernels that read images, but make something else of them. */
const READERS = new Set(['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter']);

/** Kernels that work number by number: they take any layout, if all of their images have the same. */
const ELEMENTWISE = new Set(
  `Abs Ceil Expm1 Floor Log Log1p Neg Reciprocal Round Rsqrt Sign Sqrt Square Acos Acosh Asin Asinh Atan Atanh Cos Cosh
  Erf Sin Sinh Tan Tanh Elu Relu Relu6 Selu Sigmoid Softplus Exp IsFinite IsInf IsNan LogicalNot Add Atan2 Maximum
  Minimum Mod Multiply Pow RealDiv SquaredDifference Sub Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr
  NotEqual FloorDiv Cast ClipByValue LeakyRelu Step Prelu EluGrad Select AddN Identity`.split(/\s+/),
);

/** Kernels that move whole numbers about along axes which can be renamed. */
const MOVERS = new Set(['PadV2', 'Slice', 'Concat', 'Reverse']);

const follows = (kernel: string) => ELEMENTWISE.has(kernel) || MOVERS.has(kernel);

/** The layout of every value of a program. */
export function planLayout(program: StepProgram): Layout[] {
  const layout: Layout[] = program.values.map(() => 'plain');
  const isImage = (id: ValueId) => program.values[id]!.shape.length === 4;

  // Forward: convolutions have their channels in front, and what follows from them has so, too.
  for (const call of program.calls) {
    const out = call.outputs[0]!;
    if (!isImage(out)) continue;
    if (IMAGES.has(call.kernel)) layout[out] = 'nchw';
    else if (follows(call.kernel) && Object.values(call.inputs).some((id) => leads(id, out)))
      layout[out] = 'nchw';
    else if (isTurn(call, [0, 2, 3, 1])) layout[out] = 'nchw';
  }

  // Backward: what only convolutions and their like read is turned over where it is made, not where it is read.
  const readers = new Map<ValueId, KernelCall[]>();
  for (const call of program.calls) {
    for (const id of new Set(Object.values(call.inputs))) readers.set(id, [...(readers.get(id) ?? []), call]);
  }
  const results = new Set(program.outputs.map(({ value }) => value));
  for (let at = program.calls.length - 1; at >= 0; at--) {
    const call = program.calls[at]!;
    const out = call.outputs[0]!;
    if (!isImage(out) || !ELEMENTWISE.has(call.kernel) || results.has(out)) continue;
    const wanted = readers.get(out) ?? [];
    if (wanted.length > 0 && wanted.every(readsFront)) layout[out] = 'nchw';
  }
  return layout;

  /** Whether an operand decides: an image of the output's own size. Smaller ones are broadcast, and cheap to turn. */
  function leads(id: ValueId, out: ValueId): boolean {
    return layout[id] === 'nchw' && sizeOf(id) * 2 > sizeOf(out);
  }

  function sizeOf(id: ValueId): number {
    return program.values[id]!.shape.reduce((size, side) => size * side, 1);
  }

  function readsFront(call: KernelCall): boolean {
    if (IMAGES.has(call.kernel) || READERS.has(call.kernel)) return true;
    return follows(call.kernel) && layout[call.outputs[0]!] === 'nchw';
  }
}

/** Whether a call is a transposition by this permutation. */
export const isTurn = (call: KernelCall, perm: readonly number[]): boolean =>
  call.kernel === 'Transpose' && (call.attrs.perm as number[]).join() === perm.join();
