/** FLOPs and memory traffic of an ONNX node, from its operator, attributes and shapes. */
import {
  NCHWC_DOMAIN,
  inferTensorTypes,
  type AttributeValue,
  type ModelProto,
  type OnnxTensorType,
} from '../model/index.js';
import type { RateName } from './cost-table.js';

/** A node with the types of its tensors. */
export interface TypedNode {
  op: string;
  domain: string;
  attributes: Readonly<Record<string, AttributeValue>>;
  /** Null for an omitted optional input, undefined for an unknown type. */
  inputs: readonly (OnnxTensorType | null | undefined)[];
  outputs: readonly (OnnxTensorType | undefined)[];
}

export interface NodeWork {
  /** The rate that bounds it; null for views. */
  rate: RateName | null;
  /** Multiply-adds; 0 for operators other than convolutions and matrix products. */
  multiplyAdds: number;
  /** Bytes read and written. */
  bytes: number;
  /** Whether onnxruntime computes it on several threads. */
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

/** Contiguous elements from which copies run at memory bandwidth. */
const LONG_RUN = 64;

/** Below this many contiguous elements the cost is per element. */
const TINY_RUN = 4;

const product = (list: readonly number[]): number => list.reduce((all, one) => all * one, 1);
const bytesOf = ({ type, dims }: OnnxTensorType): number => elementBytes[type] * product(dims);

/** Null if the type of a tensor is unknown. */
export function nodeFlopsAndBytes(node: TypedNode): NodeWork | null {
  const inputs: OnnxTensorType[] = [];
  for (const input of node.inputs) {
    if (input === undefined) return null;
    if (input) inputs.push(input);
  }
  const outputs = node.outputs.flatMap((output) => output ?? []);
  if (outputs.length < node.outputs.length || outputs.length === 0) return null;
  const typed: FullyTypedNode = {
    ...node,
    inputs,
    outputs,
    first: inputs[0] ?? outputs[0]!,
    out: outputs[0]!,
  };
  const bytes = [...inputs, ...outputs].reduce((sum, type) => sum + bytesOf(type), 0);
  const special = workRules[node.op]?.(typed) ?? {};
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
    // One pass over the image per kernel offset: memory-bound.
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

/** Copies, by the length of contiguous runs. */
const copyWork = (contiguousLength: number, parallel: boolean): Partial<NodeWork> => ({
  rate:
    contiguousLength >= LONG_RUN ? 'elementwise' : contiguousLength >= TINY_RUN ? 'shortRuns' : 'scattered',
  parallel,
});

/** Contiguous elements of a tensor from an axis on. */
const contiguousLengthFrom = (dims: readonly number[], axis: number): number =>
  product(dims.slice(axis < 0 ? axis + dims.length : axis));

/** Contiguous elements copied at once: the product of dimensions after the last axis on which the tensors differ. */
const sliceOrPad: WorkRule = ({ first, out }) => {
  const [smaller, larger] =
    product(first.dims) <= product(out.dims) ? [first.dims, out.dims] : [out.dims, first.dims];
  let run = 1;
  for (let at = smaller.length - 1; at >= 0; at--) {
    run *= smaller[at] ?? 1;
    if (smaller[at] !== larger[at]) break;
  }
  return copyWork(run, false);
};

/** Reads only what it returns. */
const slice: WorkRule = (node) => ({ ...sliceOrPad(node), bytes: 2 * bytesOf(node.out) });

/** Contiguous elements that are repeated as a whole. */
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
  // Moving axes of length 1 moves no data.
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

/** Operators that are not plain element-wise passes. Single-threaded ones as of onnxruntime 1.30.0. */
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
  // With indices as second output, onnxruntime uses a slow generic kernel.
  MaxPool: (node) => (node.outputs.length > 1 ? { rate: 'scattered' } : {}),
  ScatterElements: (node) => ({ ...scattered(node), parallel: false }),
  CumSum: (node) => ({ ...scattered(node), parallel: false }),
  TopK: scattered,
};
