/**
 * Finds calls that primitives do beside their own work: a bias and an activation after a convolution or a matrix
 * product, and the sum over a gradient that is a bias's gradient.
 */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import { consumersOf, spreadOf } from './elementwise/index.js';
import { Algorithm, type PostOperation } from './library/index.js';

export interface Epilogue {
  bias: ValueId | null;
  activation: PostOperation | null;
  /** The value that is left when all is done. */
  output: ValueId;
}

export interface Epilogues {
  /** By the call whose result it is done to. */
  after: ReadonlyMap<KernelCall, Epilogue>;
  /** By a call that makes the gradient of weights: the sum that it makes too. */
  biasGradients: ReadonlyMap<KernelCall, ValueId>;
  /** Calls that are done thereby. */
  absorbed: ReadonlySet<KernelCall>;
}

const withBias = new Set(['Conv2D', 'DepthwiseConv2dNative', 'Conv2DBackpropInput', 'BatchMatMul']);

/** oneDNN's deconvolution with stride 1 and a bias is a slow one: what follows is better done apart. */
const isSlowWithBias = ({ kernel, attrs }: KernelCall): boolean =>
  kernel === 'Conv2DBackpropInput' && (attrs.strides as number[]).every((stride) => stride === 1);

/** Activations whose post-operation is exact. */
function activationOf({ kernel, attrs }: KernelCall): PostOperation | null {
  switch (kernel) {
    case 'Relu':
      return { kind: 'eltwise', algorithm: Algorithm.relu };
    case 'LeakyRelu':
      return { kind: 'eltwise', algorithm: Algorithm.relu, alpha: Number(attrs.alpha) };
    case 'Relu6':
      return { kind: 'eltwise', algorithm: Algorithm.clipV2, alpha: 0, beta: 6 };
    default:
      return null;
  }
}

export function planEpilogues(program: StepProgram): Epilogues {
  const consumers = consumersOf(program);
  const producers = new Map<ValueId, number>();
  program.calls.forEach(({ outputs }, position) => outputs.forEach((id) => producers.set(id, position)));
  const outputs = new Set(program.outputs.map(({ value }) => value));
  const shape = (id: ValueId) => program.values[id]!.shape;
  const absorbed = new Set<KernelCall>();
  const after = new Map<KernelCall, Epilogue>();
  const biasGradients = new Map<KernelCall, ValueId>();

  /** The only reader of a value that is no output. */
  const onlyReader = (id: ValueId): KernelCall | null => {
    const readers = consumers.get(id) ?? [];
    return readers.length === 1 && !outputs.has(id) ? program.calls[readers[0]!]! : null;
  };
  const isThereBefore = (id: ValueId, position: number) => (producers.get(id) ?? -1) < position;

  program.calls.forEach((call, position) => {
    if (!withBias.has(call.kernel) || isSlowWithBias(call)) return;
    let output = call.outputs[0]!;
    if (call.kernel === 'BatchMatMul' && shape(output).length !== 2) return;
    let bias: ValueId | null = null;
    let activation: PostOperation | null = null;
    const reshape = call.kernel === 'BatchMatMul' ? onlyReader(output) : null;
    const isRowsAgain =
      reshape?.kernel === 'Reshape' && shape(reshape.outputs[0]!).at(-1) === shape(output)[1];
    if (isRowsAgain) output = reshape.outputs[0]!;
    const add = onlyReader(output);
    if (add?.kernel === 'Add') {
      const other = add.inputs.a === output ? add.inputs.b! : add.inputs.a!;
      const spread = spreadOf(shape(other), shape(output));
      const channels = shape(output).at(-1)!;
      const fits =
        other !== output &&
        shape(other).at(-1) === channels &&
        (channels === 1
          ? spread?.kind === 'scalar'
          : spread?.kind === 'inner' && spread.columns === channels);
      if (fits && shape(add.outputs[0]!).join() === shape(output).join() && isThereBefore(other, position)) {
        bias = other;
        absorbed.add(add);
        output = add.outputs[0]!;
      }
    }
    const next = onlyReader(output);
    const own = next && activationOf(next);
    if (next && own) {
      activation = own;
      absorbed.add(next);
      output = next.outputs[0]!;
    }
    if (bias === null && activation === null) return;
    if (isRowsAgain) absorbed.add(reshape);
    after.set(call, { bias, activation, output });
  });

  program.calls.forEach((call, position) => {
    const dy = gradientRead(call, shape);
    if (dy === null) return;
    // The sum may be over the gradient before it was made a matrix of.
    const before = program.calls[producers.get(dy) ?? -1];
    const same = before?.kernel === 'Reshape' ? [dy, before.inputs.x!] : [dy];
    for (const id of same) {
      const sides = shape(id);
      if (sides.at(-1) !== shape(dy).at(-1)) continue;
      const axes = sides.slice(0, -1).map((_, at) => at);
      for (const at of consumers.get(id) ?? []) {
        const sum = program.calls[at]!;
        if (sum.kernel !== 'Sum' || absorbed.has(sum)) continue;
        if ((sum.attrs.axis as number[]).join() !== axes.join()) continue;
        const [total] = sum.outputs as [ValueId];
        if ((consumers.get(total) ?? []).some((reader) => reader < position)) continue;
        absorbed.add(sum);
        biasGradients.set(call, total);
        return;
      }
    }
  });
  return { after, biasGradients, absorbed };
}

/** The gradient of its layer's output that a call makes the gradient of weights from. */
function gradientRead(call: KernelCall, shape: (id: ValueId) => readonly number[]): ValueId | null {
  if (call.kernel === 'Conv2DBackpropFilter' || call.kernel === 'DepthwiseConv2dNativeBackpropFilter') {
    return call.inputs.dy!;
  }
  const { a, b } = call.inputs;
  const product = call.kernel === 'BatchMatMul' && call.attrs.transposeA && !call.attrs.transposeB;
  return product && shape(a!).length === 2 && shape(b!).length === 2 ? b! : null;
}
