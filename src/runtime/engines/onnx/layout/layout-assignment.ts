/**
 * Layout assignment. Convolutions and pooling request layouts; these are propagated to a fixpoint through
 * layout-agnostic kernels: element-wise ones, reshapes that join or split axes, matrix products (any order of rows
 * and columns, equal on the contracted axis), reductions, and the state from one step to the next. Everything else
 * stays plain. Emitters insert conversions where an operand has another layout.
 */
import type { KernelCall, StepProgram, ValueId } from '../../../capture/index.js';
import { elementwiseKernels } from './kernel-properties.js';
import {
  singleAxisLayout,
  nchwcLayout,
  blockedFilterLayout,
  oihwFilterLayout,
  isPlainLayout,
  plainLayout,
  nchwLayout,
  product,
  reshapeLayout,
  resizeAxesOfAll,
  transposeLayout,
  joinAxisLayouts,
  dropAxes,
  type Layout,
  type LogicalShape,
} from './layout.js';

export interface LayoutPlan {
  /** The layout assigned to a value; plain by default. */
  layoutOf(id: ValueId): Layout;
  /** Channels in an NCHWc block; 0 without onnxruntime's blocked kernels. */
  block: number;
  /**
   * Whether images that are not in NCHWc are NHWC and convolved by im2col (emit/im2col.ts), instead of NCHW by ONNX's
   * Conv.
   */
  im2col: boolean;
}

/** Which convolution kernels may be used, and so which image layouts. */
export type ConvolutionForm = Pick<LayoutPlan, 'block' | 'im2col'>;

/** Bound on fixpoint rounds; one round propagates along a whole chain. */
const MAX_ROUNDS = 20;

/** @param stateLayouts layouts that states already have */
export function assignLayouts(
  program: StepProgram,
  { block, im2col }: ConvolutionForm,
  stateLayouts: ReadonlyMap<string, Layout>,
): LayoutPlan {
  const assigned: (Layout | undefined)[] = [];
  let changed = false;
  const shape = (id: ValueId): LogicalShape => program.values[id]?.shape ?? [];
  const assign = (id: ValueId | undefined, layout: Layout | null | undefined): void => {
    if (id === undefined || !layout || assigned[id]) return;
    assigned[id] = layout;
    changed = true;
  };
  /** Only non-plain layouts are propagated. */
  const assignedNonPlain = (id: ValueId | undefined): Layout | undefined => {
    const layout = id === undefined ? undefined : assigned[id];
    return layout && !isPlainLayout(layout) ? layout : undefined;
  };

  const image = (at: LogicalShape): Layout =>
    block > 0 && (at[3] ?? 0) % block === 0
      ? nchwcLayout(at, block)
      : im2col
        ? plainLayout(at)
        : nchwLayout(at);

  const convolution = (input: ValueId, output: ValueId, filter: ValueId) => {
    const [i, o] = [shape(filter)[2] ?? 1, shape(filter)[3] ?? 1];
    const blocked = block > 0;
    for (const id of [input, output]) assign(id, image(shape(id)));
    if (shape(filter).length !== 4) return;
    if (blocked && o % block === 0) assign(filter, blockedFilterLayout(shape(filter), block));
    else if (!im2col && !(blocked && i % block === 0)) assign(filter, oihwFilterLayout(shape(filter)));
  };

  const layoutRequests: Record<string, (call: KernelCall) => void> = {
    Conv2D: ({ inputs, outputs }) =>
      convolution(inputs.x as number, outputs[0] as number, inputs.filter as number),
    Conv2DBackpropInput: ({ inputs, outputs }) =>
      convolution(outputs[0] as number, inputs.dy as number, inputs.filter as number),
    Conv2DBackpropFilter: ({ inputs, outputs }) =>
      convolution(inputs.x as number, inputs.dy as number, outputs[0] as number),
    MaxPool: ({ inputs, outputs }) =>
      [inputs.x, outputs[0]].forEach((id) => assign(id, image(shape(id as number)))),
    AvgPool: ({ inputs, outputs }) =>
      [inputs.x, outputs[0]].forEach((id) => assign(id, image(shape(id as number)))),
  };
  layoutRequests['@PooledFilterGradient'] = ({ inputs, outputs }) => {
    convolution(inputs.x as number, inputs.input as number, outputs[0] as number);
    assign(inputs.dy, image(shape(inputs.dy as number)));
  };
  layoutRequests['@Convolution'] = (call) =>
    call.attrs.turned
      ? convolution(call.outputs[0] as number, call.inputs.x as number, call.inputs.filter as number)
      : convolution(call.inputs.x as number, call.outputs[0] as number, call.inputs.filter as number);

  const elementwise = ({ inputs, outputs }: KernelCall) => {
    const out = outputs[0] as ValueId;
    const to = shape(out);
    if (product(to) === 1) return;
    const operands = Object.values(inputs);
    const fullOperands = operands.filter((id) => shape(id).join() === to.join());
    const layout = assignedNonPlain(out) ?? fullOperands.map(assignedNonPlain).find((one) => one);
    if (!layout) return;
    for (const id of [out, ...fullOperands]) assign(id, layout);
    for (const id of operands) {
      const operandShape = shape(id);
      const lead = to.length - operandShape.length;
      if (operandShape.length === 0 || lead <= 0 || operandShape.join() !== to.slice(lead).join()) continue;
      assign(id, unlessPlain(dropAxes(layout, new Set(to.slice(0, lead).keys()))));
    }
  };

  /** Values of which one is made of the others, put together along an axis, are stored in the same way. */
  const partsAndWhole = (ids: readonly ValueId[]) => {
    const layout = ids.map(assignedNonPlain).find((one) => one);
    if (!layout) return;
    const layouts = resizeAxesOfAll(layout, ids.map(shape));
    if (layouts) ids.forEach((id, at) => assign(id, layouts[at]));
  };

  const matMul = ({ inputs, outputs, attrs }: KernelCall) => {
    const [a, b, out] = [inputs.a as ValueId, inputs.b as ValueId, outputs[0] as ValueId];
    if (shape(a).length !== 2 || shape(b).length !== 2) return;
    const [aRow, aIn] = attrs.transposeA ? [1, 0] : [0, 1];
    const [bIn, bColumn] = attrs.transposeB ? [1, 0] : [0, 1];
    const axis = (id: ValueId, at: number) => {
      const layout = assignedNonPlain(id);
      return layout ? unlessPlain(singleAxisLayout(layout, at)) : undefined;
    };
    const assignMatrix = (
      id: ValueId,
      rowsAt: number,
      rows: Layout | undefined,
      columns: Layout | undefined,
    ) => {
      if (!rows && !columns) return;
      const first = rows ?? plainLayout([shape(id)[rowsAt] ?? 1]);
      const second = columns ?? plainLayout([shape(id)[1 - rowsAt] ?? 1]);
      assign(id, joinAxisLayouts(rowsAt === 0 ? [first, second] : [second, first]));
    };
    const rows = axis(a, aRow) ?? axis(out, 0);
    const columns = axis(b, bColumn) ?? axis(out, 1);
    const inner = axis(a, aIn) ?? axis(b, bIn);
    assignMatrix(a, aRow, rows, inner);
    assignMatrix(b, bIn, inner, columns);
    assignMatrix(out, 0, rows, columns);
  };

  const propagationRules: Record<string, (call: KernelCall) => void> = {
    BatchMatMul: matMul,
    Concat: ({ inputs, outputs }) => partsAndWhole([...Object.values(inputs), ...outputs]),
    SplitV: ({ inputs, outputs }) => partsAndWhole([...Object.values(inputs), ...outputs]),
    Reshape: ({ inputs, outputs }) => {
      const [x, out] = [inputs.x as ValueId, outputs[0] as ValueId];
      const [from, to] = [assignedNonPlain(x), assignedNonPlain(out)];
      if (from) assign(out, reshapeLayout(from, shape(out)));
      else if (to) assign(x, reshapeLayout(to, shape(x)));
    },
    Transpose: ({ inputs, outputs, attrs }) => {
      const from = assignedNonPlain(inputs.x);
      if (from) assign(outputs[0], transposeLayout(from, attrs.perm as number[]));
    },
    Sum: ({ inputs, outputs, attrs }) => {
      const from = assignedNonPlain(inputs.x);
      if (!from || attrs.keepDims) return;
      assign(outputs[0], unlessPlain(dropAxes(from, new Set(attrs.axis as number[]))));
    },
    ResizeNearestNeighbor: ({ inputs, outputs }) => {
      const [x, out] = [inputs.images as ValueId, outputs[0] as ValueId];
      if (assignedNonPlain(x) || assignedNonPlain(out))
        for (const id of [x, out]) assign(id, image(shape(id)));
    },
    ResizeNearestNeighborGrad: ({ inputs, outputs }) => {
      const [x, out] = [inputs.dy as ValueId, outputs[0] as ValueId];
      if (assignedNonPlain(x) || assignedNonPlain(out))
        for (const id of [x, out]) assign(id, image(shape(id)));
    },
    MaxPoolGrad: ({ inputs, outputs }) => {
      for (const id of [inputs.dy, inputs.input, inputs.output, outputs[0]] as ValueId[])
        assign(id, image(shape(id)));
    },
  };
  propagationRules['@Spread'] = ({ inputs, outputs, attrs }) => {
    const [x, out] = [inputs.x as ValueId, outputs[0] as ValueId];
    const summed = assignedNonPlain(out);
    if (!summed) return;
    const [kh = 1, kw = 1] = shape(x);
    const layout: Layout = { splits: [[kh], [kw], ...summed.splits.slice(2)], order: summed.order };
    assign(x, attrs.turned ? transposeLayout(layout, [0, 1, 3, 2]) : layout);
  };
  propagationRules.AvgPoolGrad = ({ inputs, outputs }) => {
    for (const id of [inputs.dy, outputs[0]] as ValueId[]) assign(id, image(shape(id)));
  };

  for (const { kind, name, value } of program.inputs)
    if (kind === 'state') assign(value, stateLayouts.get(name));
  for (const call of program.calls) layoutRequests[call.kernel]?.(call);

  const stateInputs = new Map(program.inputs.map((one) => [`${one.kind} ${one.name}`, one.value]));
  const propagate = (call: KernelCall) =>
    elementwiseKernels.has(call.kernel) ? elementwise(call) : propagationRules[call.kernel]?.(call);
  changed = true;
  for (let round = 0; changed && round < MAX_ROUNDS; round++) {
    changed = false;
    for (const call of program.calls) propagate(call);
    for (const call of [...program.calls].reverse()) propagate(call);
    for (const { kind, name, value } of program.outputs) {
      const stateInput = kind === 'state' ? stateInputs.get(`state ${name}`) : undefined;
      if (stateInput === undefined) continue;
      if (assignedNonPlain(stateInput)) assign(value, assigned[stateInput]);
      else if (assignedNonPlain(value)) assign(stateInput, assigned[value]);
    }
  }
  return { block, im2col, layoutOf: (id) => assigned[id] ?? plainLayout(shape(id)) };
}

function unlessPlain(layout: Layout): Layout | undefined {
  return isPlainLayout(layout) || layout.splits.length === 0 ? undefined : layout;
}
