import type { Note } from '../../diagnostics/index.js';
import type { Located, NetworkEntry, NodeEntry } from '../../dsl/index.js';
import { type TensorType, equalShapes } from '../../vocabulary/index.js';
import type { Network, Wire, WireId } from '../program.js';
import { typeText } from '../tensor-type.js';
import { wireInputs } from '../wire-inputs.js';
import type { CompileContext } from '../compile-context.js';
import { streamName } from '../stream-name.js';
import { addLayer, readLayerUse, shapeNote, type LayerName, type NetworkBuilder } from './add-layer.js';
import { createLayerNames } from './layer-names.js';

type LayerNaming = (word: string) => string;

/** An input of a network; its type is absent after an error, which is reported. */
export interface GivenInput {
  name: string;
  type: TensorType | undefined;
}

/** Compiles a sequence of layers. Undefined after an error, which is reported. */
export function compileChain(
  entry: NetworkEntry,
  given: readonly GivenInput[],
  nodes: readonly NodeEntry[],
  context: CompileContext,
): Network | undefined {
  const name = entry.name.value;
  const inputs = typedInputs(given);
  const stream = streamName(entry);
  const network = createNetworkBuilder(name, stream, inputs, context);
  const isKnown = areInputsKnown(name, given, context);
  const all = isKnown ? inputs.map((_, at) => at) : undefined;
  const written = writtenNames(nodes);
  const named = checkUniqueLayerNames(name, written, context);
  // A layer that gets a name leaves the one that it had before to its streams: those of other layers don't shift.
  const taken = [...written, ...formerNames(nodes)].map(({ value }) => value);
  const end = addNodes(network, nodes, all, createLayerNames(taken));
  if (end === undefined || !named) return undefined;
  const { wires, weights } = network;
  return {
    name,
    stream,
    inputs,
    wires,
    outputs: [{ name: 'output', wire: end, type: wires[end]!.type }],
    weights,
    range: entry.range,
  };
}

export const typedInputs = (given: readonly GivenInput[]): Network['inputs'] =>
  given.flatMap(({ name, type }) => (type ? [{ name, type }] : []));

/** Whether all inputs have a type. A network has an input unless that could not be read. */
export const areInputsKnown = (
  network: string,
  given: readonly GivenInput[],
  { faulty }: CompileContext,
): boolean => given.every(({ type }) => type) && (given.length > 0 || !faulty.networks.has(network));

export function createNetworkBuilder(
  name: string,
  stream: string,
  inputs: Network['inputs'],
  context: CompileContext,
): NetworkBuilder {
  const wires: Wire[] = inputs.map((input) => ({ op: 'input', ...input }));
  return { name, stream, wires, weights: [], context, notesTo: (wire) => notesTo(wires, wire) };
}

/** Notes on the shapes from the input to a wire: the last steps, and the input. */
function notesTo(wires: readonly Wire[], end: WireId): Note[] {
  const way: WireId[] = [end];
  for (let next = wireInputs(wires[end]!)[0]; next !== undefined; next = wireInputs(wires[next]!)[0]) {
    way.unshift(next);
    if (way.length > 8) way.splice(1, 1);
  }
  return way.map((wire) => shapeNote(wires[wire]!));
}

function writtenNames(nodes: readonly NodeEntry[]): Located<string>[] {
  return nodes.flatMap((node) => [
    ...(node.name ? [node.name] : []),
    ...(node.kind === 'residual' ? writtenNames(node.nodes) : []),
  ]);
}

function formerNames(nodes: readonly NodeEntry[]): Located<string>[] {
  return nodes.flatMap((node) => [
    ...(node.was ? [node.was] : []),
    ...(node.kind === 'residual' ? formerNames(node.nodes) : []),
  ]);
}

function layerNameOf(node: NodeEntry, word: string, naming: LayerNaming): LayerName {
  const name = node.name?.value ?? naming(word);
  return { name, stream: node.was?.value ?? name };
}

/** Weights are named after their layers, so layer names must be unique. */
function checkUniqueLayerNames(
  network: string,
  names: readonly Located<string>[],
  { report }: CompileContext,
): boolean {
  const first = new Map<string, Located<string>>();
  let good = true;
  for (const name of names) {
    const other = first.get(name.value);
    first.set(name.value, other ?? name);
    if (!other) continue;
    good = false;
    const isSame = other.range.start === name.range.start;
    report({
      code: 'duplicate-name',
      message: isSame
        ? `a loop of \`${network}\` names several layers \`${name.value}\``
        : `two layers of \`${network}\` are named \`${name.value}\``,
      range: name.range,
      notes: isSame ? [] : [{ message: 'the first is here', range: other.range }],
      ...(isSame ? { help: 'leave the name out, or make it of what the loop goes over' } : {}),
    });
  }
  return good;
}

/** Every layer is checked even after an error: its word and arguments can be wrong whatever its input. */
function addNodes(
  network: NetworkBuilder,
  nodes: readonly NodeEntry[],
  inputs: readonly WireId[] | undefined,
  naming: LayerNaming,
): WireId | undefined {
  let at: readonly WireId[] | undefined = inputs;
  for (const node of nodes) {
    if (!at) {
      checkLayerWords(node, network.context);
      continue;
    }
    const next: WireId | undefined =
      node.kind === 'layer'
        ? addLayer(network, node.layer, layerNameOf(node, node.layer.word.value, naming), at)
        : addResidual(network, node, at, naming);
    at = next === undefined ? undefined : [next];
  }
  return at && at.length === 1 ? at[0] : undefined;
}

/** Checks a layer's word and arguments, which can be wrong whatever its input. */
function checkLayerWords(node: NodeEntry, context: CompileContext): void {
  if (node.kind === 'layer') readLayerUse(node.layer, context);
  else for (const inner of node.nodes) checkLayerWords(inner, context);
}

/** Layers whose input is added to their output. */
function addResidual(
  network: NetworkBuilder,
  node: Extract<NodeEntry, { kind: 'residual' }>,
  inputs: readonly WireId[],
  naming: LayerNaming,
): WireId | undefined {
  const end = addNodes(network, node.nodes, inputs, naming);
  const start = inputs[0]!;
  if (end === undefined || end === start) return end;
  const [before, after] = [network.wires[start]!.type, network.wires[end]!.type];
  if (!equalShapes(before.shape, after.shape)) {
    network.context.report({
      code: 'layer-shape',
      message: `the input of \`residual\` is ${typeText(before)}, but its layers make ${typeText(after)}: they can't be added`,
      range: node.range,
      notes: network.notesTo(end),
    });
    return undefined;
  }
  const use = {
    word: { value: 'Add', range: node.range, origin: 'written' as const },
    range: node.range,
    args: [],
  };
  return addLayer(network, use, layerNameOf(node, 'Add', naming), [start, end]);
}
