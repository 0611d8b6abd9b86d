import type { KernelCall, StepProgram, ValueId } from '../step-program.js';
import {
  inputNamed,
  soleOutput,
  rewriteProgram,
  shapesEqual,
  splatValue,
  type ProgramEditor,
} from './program-editor.js';

/** A rule gives the replacement of a call: an existing value, another call, or null to keep it. */
type IdentityRule = (call: KernelCall, editor: ProgramEditor) => ValueId | Rewrite | null;

interface Rewrite {
  kernel: string;
  inputs: KernelCall['inputs'];
  attrs: KernelCall['attrs'];
}

const reshapeCall = (x: ValueId, shape: readonly number[]): Rewrite => ({
  kernel: 'Reshape',
  inputs: { x },
  attrs: { shape: [...shape] },
});

/** The call is a no-op if shape and dtype stay the same and `still` says that the values do. */
const noOpRule =
  (name: string, still: (call: KernelCall) => boolean = () => true): IdentityRule =>
  (call, editor) => {
    const x = inputNamed(call, name);
    const [from, to] = [editor.value(x), editor.value(soleOutput(call))];
    return shapesEqual(from.shape, to.shape) && from.dtype === to.dtype && still(call) ? x : null;
  };

/** A reduction over dimensions of length 1 only removes them. */
const reductionRule: IdentityRule = (call, editor) => {
  const x = inputNamed(call, 'x');
  const [from, to] = [editor.value(x), editor.value(soleOutput(call))];
  const axes = (call.attrs.axis ?? call.attrs.reductionIndices) as number[];
  if (from.dtype !== to.dtype || axes.some((axis) => from.shape[axis] !== 1)) return null;
  return shapesEqual(from.shape, to.shape) ? x : reshapeCall(x, to.shape);
};

/** x + 0, x - 0, x * 1, x / 1; the neutral operand must not determine the output shape. */
const neutralElementRule =
  (number: number, sides: readonly ('a' | 'b')[]): IdentityRule =>
  (call, editor) => {
    const to = editor.value(soleOutput(call));
    for (const side of sides) {
      const x = inputNamed(call, side === 'a' ? 'b' : 'a');
      const from = editor.value(x);
      if (
        splatValue(editor, inputNamed(call, side)) === number &&
        shapesEqual(from.shape, to.shape) &&
        from.dtype === to.dtype
      ) {
        return x;
      }
    }
    return null;
  };

const isIdentityPermutation = (perm: readonly number[]) => perm.every((from, at) => from === at);

const identityRules: Readonly<Record<string, IdentityRule>> = {
  Identity: noOpRule('x'),
  Cast: noOpRule('x'),
  Tile: noOpRule('x'),
  Slice: noOpRule('x'),
  PadV2: noOpRule('x'),
  MirrorPad: noOpRule('x'),
  Concat: (call, editor) => (Object.keys(call.inputs).length === 1 ? noOpRule('0')(call, editor) : null),
  AddN: (call, editor) => (Object.keys(call.inputs).length === 1 ? noOpRule('0')(call, editor) : null),
  Reverse: noOpRule('x', (call) => (call.attrs.dims as number[]).length === 0),
  Sum: reductionRule,
  Mean: reductionRule,
  Max: reductionRule,
  Min: reductionRule,
  Prod: reductionRule,
  Add: neutralElementRule(0, ['a', 'b']),
  Sub: neutralElementRule(0, ['b']),
  Multiply: neutralElementRule(1, ['a', 'b']),
  RealDiv: neutralElementRule(1, ['b']),
  Reshape: (call, editor) => {
    const x = inputNamed(call, 'x');
    const { shape } = editor.value(soleOutput(call));
    const maker = editor.maker(x);
    const source = maker?.kernel === 'Reshape' ? inputNamed(maker, 'x') : x;
    if (shapesEqual(editor.value(source).shape, shape)) return source;
    return source === x ? null : reshapeCall(source, shape);
  },
  Transpose: (call, editor) => {
    const x = inputNamed(call, 'x');
    const perm = call.attrs.perm as number[];
    if (isIdentityPermutation(perm)) return x;
    const maker = editor.maker(x);
    if (maker?.kernel !== 'Transpose') return null;
    const before = maker.attrs.perm as number[];
    const both = perm.map((from) => before[from] as number);
    const source = inputNamed(maker, 'x');
    return isIdentityPermutation(both)
      ? source
      : { kernel: 'Transpose', inputs: { x: source }, attrs: { perm: both } };
  },
};

/** Removes no-op calls, and merges consecutive reshapes and transposes. */
export function removeIdentities(program: StepProgram): StepProgram {
  return rewriteProgram(program, (call, editor) => {
    const better = identityRules[call.kernel]?.(call, editor) ?? null;
    if (better === null) editor.keep(call);
    else if (typeof better === 'number') editor.replace(soleOutput(call), better);
    else editor.replaceWithCall(soleOutput(call), better.kernel, better.inputs, better.attrs, call.scope);
  });
}
