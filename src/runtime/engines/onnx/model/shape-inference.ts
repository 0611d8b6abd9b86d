/**
 * Type and shape inference for the operators that emitters use, after the ONNX specification (opset 18) and
 * onnxruntime's operator documents. Outputs of operators without a rule are unknown, and so is everything computed
 * from them.
 */
import { NCHWC_DOMAIN, CONTRIB_DOMAIN, type TensorName } from './graph-builder.js';
import {
  onnxElementTypes,
  type AttributeValue,
  type OnnxElementType,
  type ModelProto,
  type NodeProto,
} from './encode-proto.js';

export interface OnnxTensorType {
  type: OnnxElementType;
  dims: readonly number[];
}

type InferredType = OnnxTensorType | undefined;

/** A node, as passed to its rule. */
interface NodeView {
  node: NodeProto;
  inputs: readonly InferredType[];
  /** The elements of an input that is a small constant. */
  constantInput(at: number): readonly number[] | undefined;
}

/** Types of a node's outputs, in order. */
type InferenceRule = (view: NodeView) => readonly InferredType[];

const product = (list: readonly number[]): number => list.reduce((all, one) => all * one, 1);
const int = ({ node }: NodeView, name: string, otherwise: number): number => {
  const value = node.attributes[name];
  return value && 'int' in value ? value.int : otherwise;
};
const ints = ({ node }: NodeView, name: string): readonly number[] | undefined => {
  const value = node.attributes[name];
  return value && 'ints' in value ? value.ints : undefined;
};
const floats = (value: AttributeValue | undefined): readonly number[] | undefined =>
  value && 'floats' in value ? value.floats : value && 'ints' in value ? value.ints : undefined;

/** Negative axes count from the end. */
const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

const sameTypeAsInput =
  (at = 0): InferenceRule =>
  ({ inputs }) => [inputs[at]];

/** The dimensions after broadcasting; undefined if the shapes are incompatible. */
function broadcast(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const dims: number[] = [];
  for (let at = 0; at < rank; at++) {
    const one = a[at - rank + a.length] ?? 1;
    const other = b[at - rank + b.length] ?? 1;
    if (one !== other && one !== 1 && other !== 1) return undefined;
    dims.push(one === 1 ? other : one);
  }
  return dims;
}

function broadcastTypes(types: readonly InferredType[], type?: OnnxElementType): InferredType {
  let dims: readonly number[] | undefined = [];
  for (const one of types) {
    dims = one && dims && broadcast(dims, one.dims);
    if (!dims) return undefined;
  }
  const own = type ?? types[0]?.type;
  return own && { type: own, dims };
}

const elementwise: InferenceRule = ({ inputs }) => [broadcastTypes(inputs)];
const elementwiseBool: InferenceRule = ({ inputs }) => [broadcastTypes(inputs, 'bool')];

/** Number of windows along an axis. */
function windowCount(side: number, kernel: number, stride: number, dilation: number, pads: number): number {
  return Math.floor((side + pads - (kernel - 1) * dilation - 1) / stride) + 1;
}

/** Spatial dimensions after pooling or convolution; emitters use neither `auto_pad` nor rounding up. */
function windowedSides(
  view: NodeView,
  sides: readonly number[],
  kernel: readonly number[],
): number[] | undefined {
  const [strides, dilations, pads] = [ints(view, 'strides'), ints(view, 'dilations'), ints(view, 'pads')];
  if (view.node.attributes.auto_pad || int(view, 'ceil_mode', 0) === 1) return undefined;
  return sides.map((side, at) =>
    windowCount(
      side,
      kernel[at] ?? 1,
      strides?.[at] ?? 1,
      dilations?.[at] ?? 1,
      (pads?.[at] ?? 0) + (pads?.[at + sides.length] ?? 0),
    ),
  );
}

const convolution: InferenceRule = (view) => {
  const [x, filter] = view.inputs;
  if (!x || !filter) return [];
  const kernel = ints(view, 'kernel_shape') ?? filter.dims.slice(2);
  const sides = windowedSides(view, x.dims.slice(2), kernel);
  return [sides && { type: x.type, dims: [x.dims[0] ?? 1, filter.dims[0] ?? 1, ...sides] }];
};

const transposedConvolution: InferenceRule = (view) => {
  const [x, filter] = view.inputs;
  if (!x || !filter || view.node.attributes.auto_pad || view.node.attributes.output_shape) return [];
  const kernel = ints(view, 'kernel_shape') ?? filter.dims.slice(2);
  const list = (name: string, otherwise: number) => (at: number) => ints(view, name)?.[at] ?? otherwise;
  const [stride, dilation] = [list('strides', 1), list('dilations', 1)];
  const [pad, more] = [list('pads', 0), list('output_padding', 0)];
  const sides = x.dims.slice(2);
  const made = sides.map(
    (side, at) =>
      (side - 1) * stride(at) +
      more(at) +
      ((kernel[at] ?? 1) - 1) * dilation(at) +
      1 -
      pad(at) -
      pad(at + sides.length),
  );
  const channels = (filter.dims[1] ?? 1) * int(view, 'group', 1);
  return [{ type: x.type, dims: [x.dims[0] ?? 1, channels, ...made] }];
};

const pool: InferenceRule = (view) => {
  const [x] = view.inputs;
  const kernel = ints(view, 'kernel_shape');
  const sides = x && kernel && windowedSides(view, x.dims.slice(2), kernel);
  const dims = sides && [...x.dims.slice(0, 2), ...sides];
  return dims
    ? [
        { type: x.type, dims },
        { type: 'int64', dims },
      ]
    : [];
};

const globalPool: InferenceRule = ({ inputs: [x] }) => [
  x && { type: x.type, dims: [...x.dims.slice(0, 2), ...x.dims.slice(2).map(() => 1)] },
];

const gemm: InferenceRule = (view) => {
  const [a, b] = view.inputs;
  if (!a || !b) return [];
  const rows = a.dims[int(view, 'transA', 0) ? 1 : 0] ?? 1;
  const columns = b.dims[int(view, 'transB', 0) ? 0 : 1] ?? 1;
  return [{ type: a.type, dims: [rows, columns] }];
};

/** Matrices in the last two dimensions; the leading ones are broadcast. */
const matMul: InferenceRule = (view) => {
  const [a, b] = view.inputs;
  if (!a || !b || a.dims.length < 2 || b.dims.length < 2) return [];
  if (int(view, 'transBatchA', 0) || int(view, 'transBatchB', 0)) return [];
  const rows = a.dims.at(int(view, 'transA', 0) ? -1 : -2) ?? 1;
  const columns = b.dims.at(int(view, 'transB', 0) ? -2 : -1) ?? 1;
  const batch = broadcast(a.dims.slice(0, -2), b.dims.slice(0, -2));
  return [batch && { type: a.type, dims: [...batch, rows, columns] }];
};

const reshape: InferenceRule = (view) => {
  const [x] = view.inputs;
  const to = view.constantInput(1);
  if (!x || !to) return [];
  const kept = to.map((side, at) => (side === 0 && !int(view, 'allowzero', 0) ? (x.dims[at] ?? 1) : side));
  const rest = product(x.dims) / product(kept.filter((side) => side !== -1));
  return [{ type: x.type, dims: kept.map((side) => (side === -1 ? rest : side)) }];
};

const transpose: InferenceRule = (view) => {
  const [x] = view.inputs;
  if (!x) return [];
  const perm = ints(view, 'perm') ?? x.dims.map((_, at) => x.dims.length - 1 - at);
  return [{ type: x.type, dims: perm.map((axis) => x.dims[axis] ?? 1) }];
};

const concat: InferenceRule = (view) => {
  const [first] = view.inputs;
  if (!first || view.inputs.some((one) => !one)) return [];
  const axis = axisOf(int(view, 'axis', 0), first.dims.length);
  const length = view.inputs.reduce((sum, one) => sum + (one?.dims[axis] ?? 0), 0);
  return [{ type: first.type, dims: first.dims.map((side, at) => (at === axis ? length : side)) }];
};

const split: InferenceRule = (view) => {
  const [x] = view.inputs;
  const parts = view.node.outputs.length;
  if (!x) return [];
  const axis = axisOf(int(view, 'axis', 0), x.dims.length);
  const whole = x.dims[axis] ?? 1;
  const even = Math.ceil(whole / parts);
  const sizes =
    view.node.inputs.length > 1
      ? view.constantInput(1)
      : Array.from({ length: parts }, (_, at) => Math.min(even, whole - at * even));
  return (sizes ?? []).map((size) => ({
    type: x.type,
    dims: x.dims.map((side, at) => (at === axis ? size : side)),
  }));
};

/** A slice's bound as a non-negative index (-1: before the first element, going backwards). */
function clampSliceBound(value: number, side: number, backwards: boolean): number {
  const from = value < 0 ? value + side : value;
  return backwards ? Math.min(Math.max(from, -1), side - 1) : Math.min(Math.max(from, 0), side);
}

const slice: InferenceRule = (view) => {
  const [x] = view.inputs;
  const [begins, ends] = [view.constantInput(1), view.constantInput(2)];
  if (!x || !begins || !ends) return [];
  const { inputs } = view.node;
  const axes = inputs[3] ? view.constantInput(3) : begins.map((_, at) => at);
  const steps = inputs[4] ? view.constantInput(4) : begins.map(() => 1);
  if (!axes || !steps) return [];
  const dims = [...x.dims];
  axes.forEach((one, at) => {
    const axis = axisOf(one, dims.length);
    const [side, step] = [x.dims[axis] ?? 1, steps[at] ?? 1];
    const [begin, end] = [
      clampSliceBound(begins[at] ?? 0, side, step < 0),
      clampSliceBound(ends[at] ?? 0, side, step < 0),
    ];
    dims[axis] = Math.max(0, Math.ceil((end - begin) / step));
  });
  return [{ type: x.type, dims }];
};

const pad: InferenceRule = (view) => {
  const [x] = view.inputs;
  const pads = view.constantInput(1);
  if (!x || !pads || view.node.inputs[3]) return [];
  const rank = x.dims.length;
  return [{ type: x.type, dims: x.dims.map((side, at) => side + (pads[at] ?? 0) + (pads[at + rank] ?? 0)) }];
};

const gather: InferenceRule = (view) => {
  const [x, indices] = view.inputs;
  if (!x || !indices) return [];
  const axis = axisOf(int(view, 'axis', 0), x.dims.length);
  return [{ type: x.type, dims: [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)] }];
};

const tile: InferenceRule = (view) => {
  const [x] = view.inputs;
  const times = view.constantInput(1);
  return [x && times && { type: x.type, dims: x.dims.map((side, at) => side * (times[at] ?? 1)) }];
};

const expand: InferenceRule = (view) => {
  const [x] = view.inputs;
  const to = view.constantInput(1);
  const dims = x && to && broadcast(x.dims, to);
  return [x && dims && { type: x.type, dims }];
};

function withoutAxes(
  view: NodeView,
  x: OnnxTensorType,
  axes: readonly number[],
  type = x.type,
): OnnxTensorType {
  const gone = new Set(axes.map((axis) => axisOf(axis, x.dims.length)));
  const keep = int(view, 'keepdims', 1) === 1;
  const dims = x.dims.flatMap((side, at) => (gone.has(at) ? (keep ? [1] : []) : [side]));
  return { type, dims };
}

/** Axes are an input (or, for some operators of this opset, an attribute); all by default. */
const reduction: InferenceRule = (view) => {
  const [x] = view.inputs;
  if (!x) return [];
  const axes = view.node.inputs[1]
    ? view.constantInput(1)
    : (ints(view, 'axes') ?? x.dims.map((_, at) => at));
  return [axes && withoutAxes(view, x, axes)];
};

const argMinMax: InferenceRule = (view) => {
  const [x] = view.inputs;
  return [x && withoutAxes(view, x, [int(view, 'axis', 0)], 'int64')];
};

const topK: InferenceRule = (view) => {
  const [x] = view.inputs;
  const k = view.constantInput(1)?.[0];
  if (!x || k === undefined) return [];
  const axis = axisOf(int(view, 'axis', -1), x.dims.length);
  const dims = x.dims.map((side, at) => (at === axis ? k : side));
  return [
    { type: x.type, dims },
    { type: 'int64', dims },
  ];
};

const cast: InferenceRule = (view) => {
  const [x] = view.inputs;
  const to = int(view, 'to', 0);
  const type = (Object.keys(onnxElementTypes) as OnnxElementType[]).find(
    (name) => onnxElementTypes[name] === to,
  );
  return [x && type && { type, dims: x.dims }];
};

const where: InferenceRule = ({ inputs }) => [broadcastTypes(inputs, inputs[1]?.type)];

const squeeze: InferenceRule = (view) => {
  const [x] = view.inputs;
  if (!x) return [];
  const axes = view.node.inputs[1]
    ? view.constantInput(1)
    : x.dims.flatMap((side, at) => (side === 1 ? [at] : []));
  const gone = axes && new Set(axes.map((axis) => axisOf(axis, x.dims.length)));
  return [gone && { type: x.type, dims: x.dims.filter((_, at) => !gone.has(at)) }];
};

const unsqueeze: InferenceRule = (view) => {
  const [x] = view.inputs;
  const axes = view.constantInput(1);
  if (!x || !axes) return [];
  const rank = x.dims.length + axes.length;
  const added = new Set(axes.map((axis) => axisOf(axis, rank)));
  const left = [...x.dims];
  return [
    { type: x.type, dims: Array.from({ length: rank }, (_, at) => (added.has(at) ? 1 : left.shift()!)) },
  ];
};

const flatten: InferenceRule = (view) => {
  const [x] = view.inputs;
  if (!x) return [];
  const axis = axisOf(int(view, 'axis', 1), x.dims.length);
  return [{ type: x.type, dims: [product(x.dims.slice(0, axis)), product(x.dims.slice(axis))] }];
};

/** NCHWc tensors have whole channel blocks; the block size is unknown here, so the rule assumes no padding. */
const reorderInput: InferenceRule = (view) => {
  const [x] = view.inputs;
  if (!x) return [];
  if (!int(view, 'channels_last', 0)) return [x];
  const [n = 1, ...rest] = x.dims;
  return [{ type: x.type, dims: [n, rest.at(-1) ?? 1, ...rest.slice(0, -1)] }];
};

const reorderOutput: InferenceRule = (view) => {
  const [x] = view.inputs;
  const channels = int(view, 'channels', 0);
  if (!x || channels === 0) return [];
  const [n = 1, , ...sides] = x.dims;
  const last = int(view, 'channels_last', 0) === 1;
  return [{ type: x.type, dims: last ? [n, ...sides, channels] : [n, channels, ...sides] }];
};

const scaled = (x: InferredType, scales: readonly number[] | undefined): InferredType =>
  x && scales && { type: x.type, dims: x.dims.map((side, at) => Math.floor(side * (scales[at] ?? 1))) };

const resize: InferenceRule = (view) => [scaled(view.inputs[0], view.constantInput(2))];

const upsample: InferenceRule = ({ node, inputs: [x] }) => [scaled(x, floats(node.attributes.scales))];

const operatorLists = {
  unary:
    `Abs Acos Acosh Asin Asinh Atan Atanh Ceil Clip Cos Cosh Elu Erf Exp Floor HardSigmoid LeakyRelu Log Neg Not
    Reciprocal Relu Round Selu Sigmoid Sign Sin Sinh Softplus Sqrt Tan Tanh`.split(/\s+/),
  arithmetic: 'Add Sub Mul Div Pow Max Min Mod Sum Mean PRelu'.split(' '),
  comparisons: 'Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor'.split(' '),
  tests: ['IsInf', 'IsNaN'],
  others: ['Cast', 'Where'],
};

/** Element-wise operators. */
export const elementwiseOperators: ReadonlySet<string> = new Set(Object.values(operatorLists).flat());

const ruleForEach = (names: readonly string[], rule: InferenceRule): Record<string, InferenceRule> =>
  Object.fromEntries(names.map((name) => [name, rule]));

/** By operator; those of onnxruntime's own domains with the domain as prefix. */
const rules: Readonly<Record<string, InferenceRule>> = {
  ...ruleForEach(operatorLists.unary, sameTypeAsInput()),
  ...ruleForEach(operatorLists.arithmetic, elementwise),
  ...ruleForEach(operatorLists.comparisons, elementwiseBool),
  ...ruleForEach(operatorLists.tests, ({ inputs: [x] }) => [x && { type: 'bool', dims: x.dims }]),
  ...ruleForEach(['CumSum', 'Identity', 'LogSoftmax', 'ScatterElements', 'Softmax'], sameTypeAsInput()),
  ...ruleForEach(
    'ReduceSum ReduceProd ReduceMean ReduceMax ReduceMin ReduceL2 ReduceSumSquare'.split(' '),
    reduction,
  ),
  ...ruleForEach(['ArgMax', 'ArgMin'], argMinMax),
  ...ruleForEach(['MaxPool', 'AveragePool'], pool),
  ...ruleForEach(['GlobalAveragePool', 'GlobalMaxPool'], globalPool),
  Cast: cast,
  Concat: concat,
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  Expand: expand,
  Flatten: flatten,
  Gather: gather,
  Gemm: gemm,
  MatMul: matMul,
  Pad: pad,
  Reshape: reshape,
  Resize: resize,
  Slice: slice,
  Split: split,
  Squeeze: squeeze,
  Tile: tile,
  TopK: topK,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Where: where,
  [`${CONTRIB_DOMAIN}:FusedConv`]: convolution,
  [`${CONTRIB_DOMAIN}:FusedGemm`]: gemm,
  [`${CONTRIB_DOMAIN}:FusedMatMul`]: matMul,
  [`${NCHWC_DOMAIN}:Conv`]: convolution,
  [`${NCHWC_DOMAIN}:MaxPool`]: pool,
  [`${NCHWC_DOMAIN}:AveragePool`]: pool,
  [`${NCHWC_DOMAIN}:GlobalAveragePool`]: globalPool,
  [`${NCHWC_DOMAIN}:GlobalMaxPool`]: globalPool,
  [`${NCHWC_DOMAIN}:ReorderInput`]: reorderInput,
  [`${NCHWC_DOMAIN}:ReorderOutput`]: reorderOutput,
  [`${NCHWC_DOMAIN}:Upsample`]: upsample,
};

/** Types of a model's tensors by name; unknown ones are left out. */
export function inferTensorTypes(model: ModelProto): ReadonlyMap<TensorName, OnnxTensorType> {
  const types = new Map<TensorName, OnnxTensorType>();
  const constants = new Map<TensorName, readonly number[]>();
  for (const { name, type, dims } of model.inputs) types.set(name, { type, dims });
  for (const { name, type, dims, data } of model.initializers) {
    types.set(name, { type, dims });
    // Shapes, axes, scales; longer tensors are weights.
    if (data instanceof BigInt64Array || data.length <= 4) constants.set(name, Array.from(data, Number));
  }
  for (const node of model.nodes) {
    const rule = rules[node.domain ? `${node.domain}:${node.op}` : node.op];
    const made =
      rule?.({
        node,
        inputs: node.inputs.map((name) => types.get(name)),
        constantInput: (at) => constants.get(node.inputs[at] ?? ''),
      }) ?? [];
    node.outputs.forEach((name, at) => {
      const type = made[at];
      if (type) types.set(name, type);
    });
  }
  return types;
}
