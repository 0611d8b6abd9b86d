import { shapeSize } from '../../../vocabulary/index.js';
import type { KernelCall, StepProgram, ValueId } from '../step-program.js';
import {
  inputNamed,
  soleOutput,
  rewriteProgram,
  shapesEqual,
  scalarData,
  splatValue,
  type ProgramEditor,
} from './program-editor.js';

const unaryOperations: Readonly<Record<string, (x: number, attrs: KernelCall['attrs']) => number>> = {
  Abs: Math.abs,
  Neg: (x) => -x,
  Square: (x) => x * x,
  Sqrt: Math.sqrt,
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(0, x),
  Step: (x, { alpha }) => (x > 0 ? 1 : (alpha as number)),
  Cast: (x, { dtype }) => (dtype === 'bool' ? Number(x !== 0) : dtype === 'int32' ? Math.trunc(x) : x),
  LogicalNot: (x) => Number(x === 0),
};

const binaryOperations: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => (a - b) * (a - b),
  Equal: (a, b) => Number(a === b),
  NotEqual: (a, b) => Number(a !== b),
  Greater: (a, b) => Number(a > b),
  GreaterEqual: (a, b) => Number(a >= b),
  Less: (a, b) => Number(a < b),
  LessEqual: (a, b) => Number(a <= b),
  LogicalAnd: (a, b) => Number(a !== 0 && b !== 0),
  LogicalOr: (a, b) => Number(a !== 0 || b !== 0),
};

/** Kernels whose output is a splat if their input is. */
const dataMovementKernels = new Set([
  'Reshape',
  'Transpose',
  'Tile',
  'Slice',
  'Reverse',
  'Max',
  'Min',
  'Mean',
]);

/**
 * Kernels that give zero if one of these inputs is zero. (Also if the other is infinite or NaN: a gradient that
 * `stop_gradient` blocks stays blocked.)
 */
const zeroAbsorbingInputs: Readonly<Record<string, readonly string[]>> = {
  Multiply: ['a', 'b'],
  RealDiv: ['a'],
  BatchMatMul: ['a', 'b'],
  Conv2D: ['x', 'filter'],
  Conv2DBackpropFilter: ['x', 'dy'],
  Conv2DBackpropInput: ['dy', 'filter'],
  DepthwiseConv2dNative: ['x', 'filter'],
  DepthwiseConv2dNativeBackpropFilter: ['x', 'dy'],
  DepthwiseConv2dNativeBackpropInput: ['dy', 'filter'],
  MaxPoolGrad: ['dy'],
  AvgPoolGrad: ['dy'],
  ResizeNearestNeighborGrad: ['dy'],
  ResizeBilinearGrad: ['dy'],
  EluGrad: ['dy'],
  UnsortedSegmentSum: ['x'],
  Cumsum: ['x'],
};

/** The splat value of a call's output, if it is known. */
function splatOutput(call: KernelCall, editor: ProgramEditor): number | undefined {
  const known = (name: string) => splatValue(editor, inputNamed(call, name));
  const { kernel } = call;
  // Gradients are linear in `dy`.
  if (call.decomposition && call.inputs.dy !== undefined && known('dy') === 0) return 0;
  if (zeroAbsorbingInputs[kernel]?.some((name) => known(name) === 0)) return 0;
  const one = unaryOperations[kernel];
  if (one) {
    const x = known('x');
    return x === undefined ? undefined : one(x, call.attrs);
  }
  const two = binaryOperations[kernel];
  if (two) {
    const [a, b] = [known('a'), known('b')];
    return a === undefined || b === undefined ? undefined : two(a, b);
  }
  if (dataMovementKernels.has(kernel)) return known('x');
  if (kernel === 'Sum') {
    const x = known('x');
    if (x === undefined) return undefined;
    const [from, to] = [editor.value(inputNamed(call, 'x')), editor.value(soleOutput(call))];
    // In float32 a sum of many equal numbers differs from their product in the last bits; a sum of zeros, or of a few
    // numbers, does not.
    return x === 0 ? 0 : x * (shapeSize(from.shape) / Math.max(1, shapeSize(to.shape)));
  }
  if (kernel === 'AddN' || kernel === 'Concat') {
    const all = Object.keys(call.inputs).map(known);
    return all.every((value) => value === 0) ? 0 : undefined;
  }
  if (kernel === 'PadV2') return known('x') === call.attrs.constantValue ? known('x') : undefined;
  return undefined;
}

/** Operands of element-wise kernels: a splat is replaced by a scalar, if the other operand has the output's shape. */
function scalarizeSplatOperand(call: KernelCall, editor: ProgramEditor): KernelCall {
  if (!Object.hasOwn(binaryOperations, call.kernel) && call.kernel !== 'Pow') return call;
  const { shape } = editor.value(soleOutput(call));
  for (const [side, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const id = inputNamed(call, side);
    const value = splatValue(editor, id);
    const { shape: own, dtype } = editor.value(id);
    if (value === undefined || own.length === 0) continue;
    if (!shapesEqual(editor.value(inputNamed(call, other)).shape, shape)) continue;
    const number = editor.addConstant(scalarData(value, dtype), [], dtype);
    return { ...call, inputs: { ...call.inputs, [side]: number } };
  }
  return call;
}

/**
 * Folds splats (tensors with one value everywhere): the ones, zeros and 1/n with which gradients begin. The result is
 * a constant if it has one element, otherwise a `Fill`.
 */
export function foldSplats(program: StepProgram): StepProgram {
  return rewriteProgram(program, (call, editor) => {
    if (call.outputs.length !== 1) return editor.keep(call);
    const id = soleOutput(call);
    const { shape, dtype } = editor.value(id);
    const known = call.kernel === 'Fill' ? (call.attrs.value as number) : splatOutput(call, editor);
    if (known === undefined) {
      const chosen = foldSelect(call, editor);
      return chosen === null ? editor.keep(scalarizeSplatOperand(call, editor)) : editor.replace(id, chosen);
    }
    const value = dtype === 'float32' ? Math.fround(known) : known;
    if (shapeSize(shape) === 1) {
      editor.replace(id, editor.addConstant(scalarData(value, dtype), shape, dtype));
    } else if (call.kernel === 'Fill') {
      editor.keep(call);
    } else {
      editor.replaceWithCall(id, 'Fill', {}, { shape, value, dtype }, call.scope);
    }
  });
}

/** A `Select` whose condition is known. */
function foldSelect(call: KernelCall, editor: ProgramEditor): ValueId | null {
  if (call.kernel !== 'Select') return null;
  const condition = splatValue(editor, inputNamed(call, 'condition'));
  if (condition === undefined) return null;
  const chosen = inputNamed(call, condition ? 't' : 'e');
  const [from, to] = [editor.value(chosen), editor.value(soleOutput(call))];
  return shapesEqual(from.shape, to.shape) && from.dtype === to.dtype ? chosen : null;
}
