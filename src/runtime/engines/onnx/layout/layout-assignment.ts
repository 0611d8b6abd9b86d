/**
 * Decides how each value of a step lies in memory. Convolutions and pooling say what they want; from them layouts
 * spread along everything that works in any layout: element-wise kernels, reshapes that only join or split axes,
 * matrix products (rows and columns in any order, if both sides agree), reductions, and from one step to the next
 * through the state. What nothing reaches stays plain. The plan is a wish: emitters convert where it isn't met.
 */
import type { KernelCall, StepProgram, ValueId } from '../../../capture/index.js';
import { elementwiseKernels } from './kernel-properties.js';
import {
  singleAxisLayout,
  nchwcLayout,
  blockedFilterLayout,
  oihwFilterLayout,
  isPlain,
  plainLayout,
  nchwLayout,
  product,
  reshapeLayout,
  transposeLayout,
  joinAxisLayouts,
  dropAxes,
  type Layout,
  type LogicalShape,
} from './layout.js';

export interface LayoutPlan {
  /** The layout that a value should have; plain where nothing else is wished for. */
  layoutOf(id: ValueId): Layout;
  /** Channels in a block; 0 where onnxruntime has no blocked kernels for this machine. */
  block: number;
  /** What does not lie in blocks lies plainly, and is convolved by rows of what windows see (emit/columns.ts). */
  im2col: boolean;
}

/** How images may lie, and so what convolves them. */
export type ConvolutionForm = Pick<LayoutPlan, 'block' | 'im2col'>;

/** More rounds than any step needs: a layout spreads along a whole chain in one. */
const MOST_ROUNDS = 20;

/** @param stateLayouts layouts that states already have */
export function assignLayouts(
  program: StepProgram,
  { block, im2col: columns }: ConvolutionForm,
  stateLayouts: ReadonlyMap<string, Layout>,
): LayoutPlan {
  const decided: (Layout | undefined)[] = [];
  let news = false;
  const shape = (id: ValueId): LogicalShape => program.values[id]?.shape ?? [];
  const decide = (id: ValueId | undefined, layout: Layout | null | undefined): void => {
    if (id === undefined || !layout || decided[id]) return;
    decided[id] = layout;
    news = true;
  };
  /** Only what is worth spreading: a plain layout is what comes by itself. */
  const known = (id: ValueId | undefined): Layout | undefined => {
    const layout = id === undefined ? undefined : decided[id];
    return layout && !isPlain(layout) ? layout : undefined;
  };

  const image = (at: LogicalShape): Layout =>
    block > 0 && (at[3] ?? 0) % block === 0
      ? nchwcLayout(at, block)
      : columns
        ? plainLayout(at)
        : nchwLayout(at);

  const convolution = (big: ValueId, small: ValueId, filter: ValueId) => {
    const [i, o] = [shape(filter)[2] ?? 1, shape(filter)[3] ?? 1];
    const blocked = block > 0;
    for (const id of [big, small]) decide(id, image(shape(id)));
    if (shape(filter).length !== 4) return;
    if (blocked && o % block === 0) decide(filter, blockedFilterLayout(shape(filter), block));
    else if (!columns && !(blocked && i % block === 0)) decide(filter, oihwFilterLayout(shape(filter)));
  };

  const anchors: Record<string, (call: KernelCall) => void> = {
    Conv2D: ({ inputs, outputs }) =>
      convolution(inputs.x as number, outputs[0] as number, inputs.filter as number),
    Conv2DBackpropInput: ({ inputs, outputs }) =>
      convolution(outputs[0] as number, inputs.dy as number, inputs.filter as number),
    Conv2DBackpropFilter: ({ inputs, outputs }) =>
      convolution(inputs.x as number, inputs.dy as number, outputs[0] as number),
    MaxPool: ({ inputs, outputs }) =>
      [inputs.x, outputs[0]].forEach((id) => decide(id, image(shape(id as number)))),
    AvgPool: ({ inputs, outputs }) =>
      [inputs.x, outputs[0]].forEach((id) => decide(id, image(shape(id as number)))),
  };
  anchors['@PooledFilterGradient'] = ({ inputs, outputs }) => {
    convolution(inputs.x as number, inputs.input as number, outputs[0] as number);
    decide(inputs.dy, image(shape(inputs.dy as number)));
  };
  anchors['@Convolution'] = (call) =>
    call.attrs.turned
      ? convolution(call.outputs[0] as number, call.inputs.x as number, call.inputs.filter as number)
      : convolution(call.inputs.x as number, call.outputs[0] as number, call.inputs.filter as number);

  const elementwise = ({ inputs, outputs }: KernelCall) => {
    const out = outputs[0] as ValueId;
    const to = shape(out);
    if (product(to) === 1) return;
    const operands = Object.values(inputs);
    const whole = operands.filter((id) => shape(id).join() === to.join());
    const layout = known(out) ?? whole.map(known).find((one) => one);
    if (!layout) return;
    for (const id of [out, ...whole]) decide(id, layout);
    for (const id of operands) {
      const own = shape(id);
      const lead = to.length - own.length;
      if (own.length === 0 || lead <= 0 || own.join() !== to.slice(lead).join()) continue;
      decide(id, unlessPlain(dropAxes(layout, new Set(to.slice(0, lead).keys()))));
    }
  };

  const matMul = ({ inputs, outputs, attrs }: KernelCall) => {
    const [a, b, out] = [inputs.a as ValueId, inputs.b as ValueId, outputs[0] as ValueId];
    if (shape(a).length !== 2 || shape(b).length !== 2) return;
    const [aRow, aIn] = attrs.transposeA ? [1, 0] : [0, 1];
    const [bIn, bColumn] = attrs.transposeB ? [1, 0] : [0, 1];
    const axis = (id: ValueId, at: number) => {
      const layout = known(id);
      return layout ? unlessPlain(singleAxisLayout(layout, at)) : undefined;
    };
    const put = (id: ValueId, rowsAt: number, rows: Layout | undefined, columns: Layout | undefined) => {
      if (!rows && !columns) return;
      const first = rows ?? plainLayout([shape(id)[rowsAt] ?? 1]);
      const second = columns ?? plainLayout([shape(id)[1 - rowsAt] ?? 1]);
      decide(id, joinAxisLayouts(rowsAt === 0 ? [first, second] : [second, first]));
    };
    const rows = axis(a, aRow) ?? axis(out, 0);
    const columns = axis(b, bColumn) ?? axis(out, 1);
    const inner = axis(a, aIn) ?? axis(b, bIn);
    put(a, aRow, rows, inner);
    put(b, bIn, inner, columns);
    put(out, 0, rows, columns);
  };

  const spread: Record<string, (call: KernelCall) => void> = {
    BatchMatMul: matMul,
    Reshape: ({ inputs, outputs }) => {
      const [x, out] = [inputs.x as ValueId, outputs[0] as ValueId];
      const [from, to] = [known(x), known(out)];
      if (from) decide(out, reshapeLayout(from, shape(out)));
      else if (to) decide(x, reshapeLayout(to, shape(x)));
    },
    Transpose: ({ inputs, outputs, attrs }) => {
      const from = known(inputs.x);
      if (from) decide(outputs[0], transposeLayout(from, attrs.perm as number[]));
    },
    Sum: ({ inputs, outputs, attrs }) => {
      const from = known(inputs.x);
      if (!from || attrs.keepDims) return;
      decide(outputs[0], unlessPlain(dropAxes(from, new Set(attrs.axis as number[]))));
    },
    ResizeNearestNeighbor: ({ inputs, outputs }) => {
      const [x, out] = [inputs.images as ValueId, outputs[0] as ValueId];
      if (known(x) || known(out)) for (const id of [x, out]) decide(id, image(shape(id)));
    },
    ResizeNearestNeighborGrad: ({ inputs, outputs }) => {
      const [x, out] = [inputs.dy as ValueId, outputs[0] as ValueId];
      if (known(x) || known(out)) for (const id of [x, out]) decide(id, image(shape(id)));
    },
    MaxPoolGrad: ({ inputs, outputs }) => {
      for (const id of [inputs.dy, inputs.input, inputs.output, outputs[0]] as ValueId[])
        decide(id, image(shape(id)));
    },
  };
  spread['@Spread'] = ({ inputs, outputs, attrs }) => {
    const [x, out] = [inputs.x as ValueId, outputs[0] as ValueId];
    const wide = known(out);
    if (!wide) return;
    const [kh = 1, kw = 1] = shape(x);
    const layout: Layout = { splits: [[kh], [kw], ...wide.splits.slice(2)], order: wide.order };
    decide(x, attrs.turned ? transposeLayout(layout, [0, 1, 3, 2]) : layout);
  };
  spread.AvgPoolGrad = ({ inputs, outputs }) => {
    for (const id of [inputs.dy, outputs[0]] as ValueId[]) decide(id, image(shape(id)));
  };

  for (const { kind, name, value } of program.inputs)
    if (kind === 'state') decide(value, stateLayouts.get(name));
  for (const call of program.calls) anchors[call.kernel]?.(call);

  const incoming = new Map(program.inputs.map((one) => [`${one.kind} ${one.name}`, one.value]));
  const step = (call: KernelCall) =>
    elementwiseKernels.has(call.kernel) ? elementwise(call) : spread[call.kernel]?.(call);
  news = true;
  for (let round = 0; news && round < MOST_ROUNDS; round++) {
    news = false;
    for (const call of program.calls) step(call);
    for (const call of [...program.calls].reverse()) step(call);
    for (const { kind, name, value } of program.outputs) {
      const before = kind === 'state' ? incoming.get(`state ${name}`) : undefined;
      if (before === undefined) continue;
      if (known(before)) decide(value, decided[before]);
      else if (known(value)) decide(before, decided[value]);
    }
  }
  return { block, im2col: columns, layoutOf: (id) => decided[id] ?? plainLayout(shape(id)) };
}

function unlessPlain(layout: Layout): Layout | undefined {
  return isPlain(layout) || layout.splits.length === 0 ? undefined : layout;
}
