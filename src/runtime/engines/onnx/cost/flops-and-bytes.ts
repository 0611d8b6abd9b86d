/** What a node of an ONNX graph has to do, told from its operator, attributes and dimensions alone. */
import {
  NCHWC_DOMAIN,
  inferTensorTypes,
  type AttributeValue,
  type ModelProto,
  type OnnxTensorType,
} from '../model/index.js';
import type { RateName } from './cost-table.js';

/** A node and the types of its tensors. */
export interface TypedNode {
  op: string;
  domain: string;
  attributes: Readonly<Record<string, AttributeValue>>;
  /** `null` for an input that is left out, undefined for one whose type is not known. */
  inputs: readonly (OnnxTensorType | null | undefined)[];
  outputs: readonly (OnnxTensorType | undefined)[];
}

export interface NodeWork {
  /** The rate that it goes at; null where memory is only seen with other dimensions. */
  rate: RateName | null;
  /** Multiplications that are summed up; 0 where an operator does something else. */
  multiplyAdds: number;
  /** Bytes read and written. */
  bytes: number;
  /** Whether onnxruntime divides it among threads. */
  parallel: boolean;
}

/** The nodes of a model with the types of their tensors, in order. */
export function typedNodes(model: ModelProto): TypedNode[] {
  const types = inferTensorTypes(model);
  return model.nodes.map(({ op, domain, attributes, inputs, outputs }) => ({
    op,
    domain,
    attributes,
    inputs: inputs.map((name) => (name === '' ? null : types.get(name))),
    outputs: outputs.map((name) => types.get(name)),
  }));
}

const elementBytes = { float32: 4, uint8: 1, int32: 4, int64: 8, bool: 1 } as const;

/** Numbers that lie together and are copied at once; from here on copying is as quick as memory. */
const LONG_RUN = 64;

/** Runs that are so short that each number costs by itself. */
const TINY_RUN = 4;

const product = (list: readonly number[]): number => list.reduce((all, one) => all * one, 1);
const bytesOf = ({ type, dims }: OnnxTensorType): number => elementBytes[type] * product(dims);

/** Null if a type is missing: then nothing can be said. */
export function nodeWork(node: TypedNode): NodeWork | null {
  const inputs: OnnxTensorType[] = [];
  for (const input of node.inputs) {
    if (input === undefined) return null;
    if (input) inputs.push(input);
  }
  const outputs = node.outputs.flatMap((output) => output ?? []);
  if (outputs.length < node.outputs.length || outputs.length === 0) return null;
  const known: FullyTypedNode = {
    ...node,
    inputs,
    outputs,
    first: inputs[0] ?? outputs[0]!,
    out: outputs[0]!,
  };
  const bytes = [...inputs, ...outputs].reduce((sum, type) => sum + bytesOf(type), 0);
  const special = workRules[node.op]?.(known) ?? {};
  return { rate: 'elementwise', multiplyAdds: 0, bytes, parallel: true, ...special };
}

interface FullyTypedNode extends TypedNode {
  inputs: readonly OnnxTensorType[];
  outputs: readonly OnnxTensorType[];
  /** The first input; the output of operators without inputs. */
  first: OnnxTensorType;
  out: OnnxTensorType;
}

type WorkRule = (node: FullyTypedNode) => Partial<NodeWork>;

const int = ({ attributes }: FullyTypedNode, name: string, otherwise: number): number => {
  const value = attributes[name];
  return value && 'int' in value ? value.int : otherwise;
};

const viewWork: WorkRule = () => ({ rate: null, bytes: 0, parallel: false });

const convolution: WorkRule = (node) => {
  const [x, filter] = node.inputs;
  if (!x || !filter) return {};
  const group = int(node, 'group', 1);
  const channels = filter.dims[0] ?? 1;
  const window = product(filter.dims.slice(2));
  const multiplyAdds = product(node.out.dims) * product(filter.dims.slice(1));
  const perChannel = group > 1 && group === channels && filter.dims[1] === 1;
  if (node.domain === NCHWC_DOMAIN) {
    // A pass over the image for each pixel of the window: memory is what takes time.
    if (perChannel) return { multiplyAdds, bytes: bytesOf(x) + bytesOf(node.out) * window };
    return { rate: group > 1 ? 'groupedConvolution' : 'blockedConvolution', multiplyAdds };
  }
  const rate = perChannel
    ? 'depthwiseConvolution'
    : window > product(node.out.dims.slice(2))
      ? 'wideConvolution'
      : 'convolution';
  return { rate, multiplyAdds };
};

const transposedConvolution: WorkRule = ({ first, inputs }) => ({
  rate: 'transposedConvolution',
  multiplyAdds: product(first.dims) * product(inputs[1]?.dims.slice(1) ?? []),
});

const matrixProduct: WorkRule = (node) => {
  const inner = node.first.dims.at(int(node, 'transA', 0) ? -2 : -1) ?? 1;
  return { rate: 'gemm', multiplyAdds: product(node.out.dims) * inner };
};

/** Copying, by how many numbers lie together. */
const copyWork = (contiguousLength: number, parallel: boolean): Partial<NodeWork> => ({
  rate:
    contiguousLength >= LONG_RUN ? 'elementwise' : contiguousLength >= TINY_RUN ? 'shortRuns' : 'scattered',
  parallel,
});

/** How many numbers lie together at the end of a tensor, from an axis on. */
const contiguousLengthFrom = (dims: readonly number[], axis: number): number =>
  product(dims.slice(axis < 0 ? axis + dims.length : axis));

/** How much of the smaller of two tensors is copied at once: what lies behind the last axis that is longer in one. */
const sliceOrPad: WorkRule = ({ first, out }) => {
  const [small, big] =
    product(first.dims) <= product(out.dims) ? [first.dims, out.dims] : [out.dims, first.dims];
  let run = 1;
  for (let at = small.length - 1; at >= 0; at--) {
    run *= small[at] ?? 1;
    if (small[at] !== big[at]) break;
  }
  return copyWork(run, false);
};

/** Only what comes out is read. */
const slice: WorkRule = (node) => ({ ...sliceOrPad(node), bytes: 2 * bytesOf(node.out) });

/** The run that is repeated as a whole. */
const expandOrTile: WorkRule = ({ first, out }) => {
  const lead = out.dims.length - first.dims.length;
  const own = [...Array.from({ length: lead }, () => 1), ...first.dims];
  let run = 1;
  for (let at = out.dims.length - 1; at >= 0 && own[at] === out.dims[at]; at--) run *= own[at] ?? 1;
  return copyWork(run, true);
};

const transpose: WorkRule = ({ attributes, first, out }) => {
  const perm =
    attributes.perm && 'ints' in attributes.perm ? attributes.perm.ints : first.dims.map((_, at) => -at);
  // Axes of length 1 may stand anywhere.
  const long = perm.filter((axis) => first.dims[axis] !== 1);
  if (long.every((axis, at) => at === 0 || axis > long[at - 1]!)) return { parallel: false };
  let kept = 1;
  for (let at = perm.length - 1; at >= 0 && perm[at] === at; at--) kept *= out.dims[at] ?? 1;
  if (kept >= LONG_RUN) return {};
  return { rate: 'transpose', parallel: kept === 1 };
};

const concat: WorkRule = (node) => {
  const axis = int(node, 'axis', 0);
  return copyWork(Math.min(...node.inputs.map(({ dims }) => contiguousLengthFrom(dims, axis))), true);
};

const split: WorkRule = (node) => {
  const axis = int(node, 'axis', 0);
  return copyWork(Math.min(...node.outputs.map(({ dims }) => contiguousLengthFrom(dims, axis))), false);
};

const gather: WorkRule = (node) => {
  const axis = int(node, 'axis', 0);
  const at = axis < 0 ? axis + node.first.dims.length : axis;
  return { ...copyWork(product(node.first.dims.slice(at + 1)), true), bytes: 2 * bytesOf(node.out) };
};

const scattered: WorkRule = () => ({ rate: 'scattered' });
const singleThreaded: WorkRule = () => ({ parallel: false });

/** What is not a pass over its operands, by operator. onnxruntime 1.30.0 is what says which use one thread only. */
const workRules: Readonly<Record<string, WorkRule>> = {
  Identity: viewWork,
  Reshape: viewWork,
  Squeeze: viewWork,
  Unsqueeze: viewWork,
  Flatten: viewWork,
  Conv: convolution,
  FusedConv: convolution,
  ConvTranspose: transposedConvolution,
  Gemm: matrixProduct,
  FusedGemm: matrixProduct,
  MatMul: matrixProduct,
  FusedMatMul: matrixProduct,
  Transpose: transpose,
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: sliceOrPad,
  Gather: gather,
  Expand: expandOrTile,
  Tile: expandOrTile,
  Cast: singleThreaded,
  Resize: singleThreaded,
  Upsample: singleThreaded,
  ReorderOutput: (node) => ({ parallel: int(node, 'channels_last', 0) === 0 }),
  // With the places of the maxima as a second output, onnxruntime leaves its quick way.
  MaxPool: (node) => (node.outputs.length > 1 ? { rate: 'scattered' } : {}),
  ScatterElements: (node) => ({ ...scattered(node), parallel: false }),
  CumSum: (node) => ({ ...scattered(node), parallel: false }),
  TopK: scattered,
};
