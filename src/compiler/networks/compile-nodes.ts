import type { Located, NamedNodeEntry, NetworkEntry } from '../../dsl/index.js';
import {
  lowerExpression,
  createStreamNames,
  type ExpressionScope,
  type LoweredValue,
} from '../expressions/index.js';
import { keysOf } from '../../records/index.js';
import type { Network } from '../program.js';
import { reportNameTaken, reportUnknownName, type CompileContext } from '../compile-context.js';
import { areInputsKnown, createNetworkBuilder, typedInputs, type GivenInput } from './compile-chain.js';
import { streamName } from '../stream-name.js';
import { addLayer, readLayerUse } from './add-layer.js';
import { compileBareWeight } from './bare-weight.js';

interface Nodes {
  nodes: readonly NamedNodeEntry[];
  outputs: readonly Located<string>[];
}

/** Compiles named nodes: layers, bare weights and expressions that can use the inputs and the nodes before them. */
export function compileNodes(
  entry: NetworkEntry,
  given: readonly GivenInput[],
  { nodes, outputs }: Nodes,
  context: CompileContext,
): Network | undefined {
  const name = entry.name.value;
  const inputs = typedInputs(given);
  const network = createNetworkBuilder(name, streamName(entry), inputs, context);
  const wires = new Map(inputs.map((input, wire) => [input.name, wire]));
  const known = new Map<string, LoweredValue | 'broken'>(
    given.map((input) => {
      const wire = wires.get(input.name);
      return [input.name, wire === undefined ? 'broken' : { wire }];
    }),
  );
  const isKnown = areInputsKnown(name, given, context);
  const streams = createStreamNames();
  let at = '';
  let stream = '';
  const scope: ExpressionScope = {
    context,
    builder: { wires: network.wires, add: (wire) => network.wires.push(wire) - 1 },
    resolve: (node) => known.get(node),
    names: () => [keysOf(known)],
    modeOf: 'a network is made of layers and functions; models wire networks together',
    stream: (random) => ({ stream: streams(stream, random), draw: { per: 'step' } }),
    inlined: new Map(),
  };
  const inputNames = new Set(given.map((input) => input.name));
  for (const node of nodes) {
    at = node.name.value;
    stream = `${network.stream}/${streamName(node)}`;
    const isInput = inputNames.has(at);
    if (isInput) reportNameTaken(node.name, 'input', context);
    const value = valueOf(node);
    known.set(at, value && !isInput ? value : 'broken');
  }

  function valueOf(node: NamedNodeEntry): LoweredValue | undefined {
    const { value } = node;
    if (value.kind === 'expression') return lowerExpression(value.expression, scope);
    if (value.kind === 'weights') {
      const weight = compileBareWeight({ name: `${name}/${at}`, stream }, value, context);
      if (!weight) return undefined;
      network.weights.push(weight);
      const type = { shape: weight.shape, dtype: 'float32' } as const;
      return {
        wire: network.wires.push({ op: 'weight', weight: weight.name, type, range: node.range }) - 1,
      };
    }
    const from = value.of?.map((one) => lowerExpression(one, scope)?.wire) ?? inputs.map((_, wire) => wire);
    const found = from.filter((wire) => wire !== undefined);
    if (found.length < from.length || (!value.of && !isKnown)) {
      readLayerUse(value.layer, context);
      return undefined;
    }
    const wire = addLayer(network, value.layer, { name: at, stream: streamName(node) }, found);
    return wire === undefined ? undefined : { wire };
  }

  const ends = (outputs.length > 0 ? outputs : nodes.slice(-1).map((node) => node.name)).map((output) => {
    const value = known.get(output.value);
    if (!value)
      reportUnknownName(context, output, { code: 'unknown-name', kind: 'node', candidates: [keysOf(known)] });
    return { name: output.value, value };
  });
  if ([...known.values()].includes('broken')) return undefined;
  const { weights } = network;
  return {
    name,
    stream: network.stream,
    inputs,
    wires: network.wires,
    outputs: ends.flatMap(({ name: output, value }) =>
      value && value !== 'broken'
        ? [{ name: output, wire: value.wire, type: network.wires[value.wire]!.type }]
        : [],
    ),
    weights,
    range: entry.range,
  };
}
