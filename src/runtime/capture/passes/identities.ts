import type { KernelCall, StepProgram, ValueId } from '../step-program.js';
import { input, output, rebuild, sameShape, uniform, type Editor } from './edit.js';

/** A rule says what stands for a call: a value that is there already, another call, or null for the call itself. */
type Rule = (call: KernelCall, editor: Editor) => ValueId | Rewrite | null;

interface Rewrite {
  kernel: string;
  inputs: KernelCall['inputs'];
  attrs: KernelCall['attrs'];
}

const reshape = (x: ValueId, shape: readonly number[]): Rewrite => ({
  kernel: 'Reshape',
  inputs: { x },
  attrs: { shape: [...shape] },
});

/** The call gives its input back if shape and type stay what they are and `still` says that the numbers do. */
const nothing =
  (name: string, still: (call: KernelCall) => boolean = () => true): Rule =>
  (call, editor) => {
    const x = input(call, name);
    const [from, to] = [editor.value(x), editor.value(output(call))];
    return sameShape(from.shape, to.shape) && from.dtype === to.dtype && still(call) ? x : null;
  };

/** Over sides of length 1 a reduction only drops them. */
const reduction: Rule = (call, editor) => {
  const x = input(call, 'x');
  const [from, to] = [editor.value(x), editor.value(output(call))];
  const axes = (call.attrs.axis ?? call.attrs.reductionIndices) as number[];
  if (from.dtype !== to.dtype || axes.some((axis) => from.shape[axis] !== 1)) return null;
  return sameShape(from.shape, to.shape) ? x : reshape(x, to.shape);
};

/** x + 0, x - 0, x * 1, x / 1; the side that doesn't matter must not give the shape either. */
const neutral =
  (number: number, sides: readonly ('a' | 'b')[]): Rule =>
  (call, editor) => {
    const to = editor.value(output(call));
    for (const side of sides) {
      const x = input(call, side === 'a' ? 'b' : 'a');
      const from = editor.value(x);
      if (
        uniform(editor, input(call, side)) === number &&
        sameShape(from.shape, to.shape) &&
        from.dtype === to.dtype
      ) {
        return x;
      }
    }
    return null;
  };

const ascending = (perm: readonly number[]) => perm.every((from, at) => from === at);

const rules: Readonly<Record<string, Rule>> = {
  Identity: nothing('x'),
  Cast: nothing('x'),
  Tile: nothing('x'),
  Slice: nothing('x'),
  PadV2: nothing('x'),
  MirrorPad: nothing('x'),
  Concat: (call, editor) => (Object.keys(call.inputs).length === 1 ? nothing('0')(call, editor) : null),
  AddN: (call, editor) => (Object.keys(call.inputs).length === 1 ? nothing('0')(call, editor) : null),
  Reverse: nothing('x', (call) => (call.attrs.dims as number[]).length === 0),
  Sum: reduction,
  Mean: reduction,
  Max: reduction,
  Min: reduction,
  Prod: reduction,
  Add: neutral(0, ['a', 'b']),
  Sub: neutral(0, ['b']),
  Multiply: neutral(1, ['a', 'b']),
  RealDiv: neutral(1, ['b']),
  Reshape: (call, editor) => {
    const x = input(call, 'x');
    const { shape } = editor.value(output(call));
    const maker = editor.maker(x);
    const source = maker?.kernel === 'Reshape' ? input(maker, 'x') : x;
    if (sameShape(editor.value(source).shape, shape)) return source;
    return source === x ? null : reshape(source, shape);
  },
  Transpose: (call, editor) => {
    const x = input(call, 'x');
    const perm = call.attrs.perm as number[];
    if (ascending(perm)) return x;
    const maker = editor.maker(x);
    if (maker?.kernel !== 'Transpose') return null;
    const before = maker.attrs.perm as number[];
    const both = perm.map((from) => before[from] as number);
    const source = input(maker, 'x');
    return ascending(both) ? source : { kernel: 'Transpose', inputs: { x: source }, attrs: { perm: both } };
  },
};

/** Take out calls that change nothing, and join reshapes and transposes that follow each other. */
export function removeIdentities(program: StepProgram): StepProgram {
  return rebuild(program, (call, editor) => {
    const better = rules[call.kernel]?.(call, editor) ?? null;
    if (better === null) editor.keep(call);
    else if (typeof better === 'number') editor.replace(output(call), better);
    else editor.put(output(call), better.kernel, better.inputs, better.attrs, call.scope);
  });
}
