/** An ONNX graph as a network of the language. Its weights keep PyTorch's names and layouts, which `load` turns. */
import type { OnnxGraph, OnnxNode, OnnxTensor } from '../../../../file-formats/index.js';
import type { ImportedNetwork } from '../keras-network.js';
import { convolution, globalPooling, pooling, resize } from './convolution.js';
import {
  activation,
  arithmetic,
  batchNormalization,
  clip,
  concat,
  elu,
  gelu,
  gemm,
  layerNormalization,
  leakyRelu,
  matMul,
  prelu,
  softmax,
} from './dense.js';
import { fuseActivations } from './fuse.js';
import { NetworkBuilder } from './network-builder.js';
import { NodeReader, type Lowering, type Scope } from './node-reader.js';
import { recurrent } from './recurrent.js';
import {
  castOrIdentity,
  filled,
  flatten,
  gather,
  ofShapes,
  reshapeFrom,
  shape,
  slice,
  squeeze,
  transpose,
  unsqueeze,
} from './shapes.js';
import { channelsFirst, rankOf, sidesAsThey, Unsupported, type Value } from './value.js';

export type OnnxImport =
  { network: ImportedNetwork; tensors: ReadonlyMap<string, OnnxTensor> } | { problems: string[] };

/** What comes out of an operator with an error. Of what uses it only the operators themselves are looked at. */
const UNKNOWN: Value = { name: '?', sides: [] };

const lowerings = (makers: ReadonlyMap<string, OnnxNode>): Readonly<Record<string, Lowering>> => ({
  Add: arithmetic,
  AveragePool: pooling,
  BatchNormalization: batchNormalization,
  Cast: castOrIdentity,
  Clip: clip,
  Concat: concat,
  ConstantOfShape: filled,
  Conv: convolution,
  ConvTranspose: convolution,
  Div: arithmetic,
  Dropout: castOrIdentity,
  Elu: elu,
  Expand: filled,
  Flatten: flatten,
  GRU: recurrent,
  Gather: gather,
  Gelu: gelu,
  Gemm: gemm,
  GlobalAveragePool: globalPooling,
  GlobalMaxPool: globalPooling,
  Identity: castOrIdentity,
  LSTM: recurrent,
  LayerNormalization: layerNormalization,
  LeakyRelu: leakyRelu,
  LogSoftmax: softmax,
  MatMul: matMul,
  Max: arithmetic,
  MaxPool: pooling,
  Min: arithmetic,
  Mish: activation,
  Mul: arithmetic,
  PRelu: prelu,
  RNN: recurrent,
  ReduceMax: globalPooling,
  ReduceMean: globalPooling,
  Relu: (reader) => reader.layer('ReLU'),
  Reshape: reshapeFrom(makers),
  Resize: resize,
  Selu: activation,
  Shape: shape,
  Sigmoid: activation,
  Silu: activation,
  Slice: slice,
  Softmax: softmax,
  Softplus: activation,
  Softsign: activation,
  Squeeze: squeeze,
  Sub: arithmetic,
  Tanh: activation,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Upsample: resize,
});

export function importOnnx(graph: OnnxGraph): OnnxImport {
  const network = new NetworkBuilder();
  const problems: string[] = [];
  const uses = countUses(graph);
  const nodes = fuseActivations(graph.nodes, uses);
  const scope: Scope = {
    network,
    values: new Map(),
    constants: new Map(graph.initializers),
    known: new Map(),
    zeros: new Set(),
    uses: countUses({ ...graph, nodes }),
    users: usersOf(nodes),
    opset: graph.opset,
  };
  const inputs = inputsOf(graph, scope, problems);
  const lower = lowerings(new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node]))));
  const problemAt = ({ name, outputs, op }: OnnxNode, what: string) =>
    problems.push(`${name === '' ? outputs[0]! : name} (${op})${what}`);
  for (const node of nodes) {
    try {
      const value = lowerNode(new NodeReader(node, scope), lower);
      if (value) scope.values.set(node.outputs[0]!, value);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      problemAt(node, error.message);
      for (const output of node.outputs) scope.values.set(output, UNKNOWN);
    }
  }
  if (problems.length > 0) return { problems };
  try {
    const ends = graph.outputs.map((output) => endOf(scope.values.get(output), output, network));
    const { layers, outputs } = network.finish(ends);
    const name = network.unique(nameOf(graph.name));
    return { network: { name, inputs, layers, outputs }, tensors: network.tensors };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return { problems: [error.message] };
  }
}

/** PyTorch calls every graph main_graph, or torch_jit. */
const nameOf = (name: string): string =>
  name === '' || /^(main_graph|torch[_-]jit.*)$/.test(name) ? 'network' : name;

/** An output as ONNX gives it, but for images, whose channels come last. */
function endOf(value: Value | undefined, output: string, network: NetworkBuilder): string {
  if (!value) throw new Unsupported(`${output}: an output that no layer computes`);
  const { length } = value.sides;
  if (rankOf(value) < length) return value.name;
  const isImage = value.sides.every((side, at) => side === channelsFirst(length)[at]);
  return isImage ? value.name : network.inOrder(value, sidesAsThey(length));
}

function lowerNode(reader: NodeReader, lower: Readonly<Record<string, Lowering>>): Value | undefined {
  const { node, scope } = reader;
  if (node.op === 'Constant') return void setConstant(node, scope);
  const own = Object.hasOwn(lower, node.op) ? lower[node.op]! : undefined;
  if (!own) throw new Unsupported('');
  if (node.inputs.some((input) => scope.values.get(input) === UNKNOWN)) return UNKNOWN;
  // Numbers of the model and of shapes, put together: no layers.
  if (['Concat', 'Mul', 'Add', 'Sub', 'Div'].includes(node.op) && ofShapes(reader)) return undefined;
  return own(reader);
}

function setConstant({ attributes, outputs }: OnnxNode, { constants }: Scope): void {
  const [value] = ['value', 'value_float', 'value_int', 'value_floats', 'value_ints'].flatMap((key) => {
    const found = attributes.get(key);
    return found === undefined ? [] : [found];
  });
  if (typeof value === 'number') constants.set(outputs[0]!, { shape: [], data: Float32Array.of(value) });
  else if (Array.isArray(value))
    constants.set(outputs[0]!, { shape: [value.length], data: Float32Array.from(value) });
  else if (typeof value === 'object') constants.set(outputs[0]!, value);
  else throw new Unsupported(': a text');
}

function countUses({ nodes, outputs }: Pick<OnnxGraph, 'nodes' | 'outputs'>): Map<string, number> {
  const uses = new Map<string, number>();
  for (const name of [...nodes.flatMap(({ inputs }) => inputs), ...outputs])
    uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

function usersOf(nodes: readonly OnnxNode[]): Map<string, OnnxNode[]> {
  const users = new Map<string, OnnxNode[]>();
  for (const node of nodes)
    for (const input of node.inputs) users.set(input, [...(users.get(input) ?? []), node]);
  return users;
}

/** Operators whose input has its channels in front. */
const WITH_CHANNELS = new Set([
  'Conv',
  'ConvTranspose',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'MaxPool',
  'AveragePool',
]);

function inputsOf({ inputs, nodes }: OnnxGraph, scope: Scope, problems: string[]): ImportedNetwork['inputs'] {
  // A series stands as [batch, steps, features] before a recurrent layer, and as [batch, channels, steps] before others.
  const areSeries = !nodes.some(({ op }) => WITH_CHANNELS.has(op));
  return inputs.map(({ name, shape: [, ...given] }) => {
    if (!given.every((side) => side !== null))
      problems.push(`the input ${name}: only its first side, the number of examples, may be unknown`);
    const known = given.map((side) => side ?? 1);
    const sides =
      areSeries && known.length === 2 ? sidesAsThey(known.length + 1) : channelsFirst(known.length + 1);
    const own = scope.network.unique(name);
    scope.values.set(name, { name: own, sides });
    const shape: number[] = [];
    sides.slice(1).forEach((side, at) => (shape[side! - 1] = known[at]!));
    return { name: own, shape };
  });
}
