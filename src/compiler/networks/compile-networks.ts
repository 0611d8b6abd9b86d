import { cycleText } from '../../diagnostics/index.js';
import type { TensorType } from '../../vocabulary/index.js';
import type { InputShape, NetworkEntry } from '../../dsl/index.js';
import { topologicalSort } from '../dependency-order/index.js';
import type { Network } from '../program.js';
import { checkValueSize } from '../size-limits.js';
import { sourceTextAt, reportUnknownName, trackErrors, type CompileContext } from '../compile-context.js';
import { streamName } from '../stream-name.js';
import { compileLoad } from '../weight-files/index.js';
import { compileBareWeight } from './bare-weight.js';
import { compileChain } from './compile-chain.js';
import { inputType } from './input-type.js';
import { cloneNetwork } from './clone-network.js';
import { compileNodes } from './compile-nodes.js';

type Body<K> = Extract<NetworkEntry['body'], { kind: K }>;

/** Compiles networks in the order of their shape dependencies; broken ones are recorded as such. */
export function compileNetworks(entries: readonly NetworkEntry[], context: CompileContext): void {
  const byName = new Map(entries.map((entry) => [entry.name.value, entry]));
  for (const { name } of entries) context.broken.networks.add(name.value);
  const { order, cycles } = topologicalSort([...byName.keys()], (name) =>
    networkDependencies(byName.get(name)!),
  );
  for (const cycle of cycles) {
    const entry = byName.get(cycle[0]!)!;
    context.report({
      code: 'circular-reference',
      message: `the networks ${cycleText(cycle)} wait for each other's shapes`,
      range: entry.name.range,
      help: `give one of them its input as a shape, like input: [28, 28, 1]`,
    });
  }
  for (const name of order) {
    const entry = byName.get(name)!;
    const tracked = trackErrors(context.report);
    const own = { ...context, report: tracked.report };
    const network = loadInto(compileNetwork(entry, own), entry, own);
    if (!network || tracked.failed() || context.faulty.networks.has(name)) continue;
    context.broken.networks.delete(name);
    context.networks.set(name, network);
  }
  // In the order in which they were written.
  const found = new Map(context.networks);
  context.networks.clear();
  for (const { name } of entries) {
    const network = found.get(name.value);
    if (network) context.networks.set(name.value, network);
  }
}

/** The network with what its weights begin with; undefined after an error. */
function loadInto(
  network: Network | undefined,
  { load: entry }: NetworkEntry,
  context: CompileContext,
): Network | undefined {
  if (!network || !entry) return network;
  const load = compileLoad(entry, network, context);
  return load && { ...network, load };
}

function networkDependencies({ body }: NetworkEntry): string[] {
  if (body.kind === 'like') return [body.network.value];
  if (body.kind === 'weights') return [];
  return body.inputs.flatMap(({ shape }) => (shape.kind === 'network' ? [shape.network.value] : []));
}

function compileNetwork(entry: NetworkEntry, context: CompileContext): Network | undefined {
  const { body } = entry;
  switch (body.kind) {
    case 'like':
      return compileLike(entry, body, context);
    case 'weights':
      return compileWeightNetwork(entry, body, context);
    case 'chain':
    case 'nodes': {
      const inputs = body.inputs.map(({ name, shape }) => ({
        name: name?.value ?? 'input',
        type: heldInput(shape, entry.name.value, context),
      }));
      body.inputs.forEach(({ shape }, at) => {
        // A shape with substituted parameters cannot be edited.
        const isWritten =
          shape.kind === 'shape' && /^\[[\d\s,]*\]$/.test(sourceTextAt(context, shape.shape.range) ?? '');
        if (isWritten) context.inputShapes.set(`${entry.name.value}/${at}`, shape.shape.range);
      });
      return body.kind === 'chain'
        ? compileChain(entry, inputs, body.nodes, context)
        : compileNodes(entry, inputs, body, context);
    }
  }
}

/** The type of an input, if it is known and within the size limits. */
function heldInput(shape: InputShape, network: string, context: CompileContext): TensorType | undefined {
  const type = inputType(shape, context, network);
  if (!type || shape.kind === 'broken') return undefined;
  const { range } = shape.kind === 'shape' ? shape.shape : shape.network;
  return checkValueSize(type.shape, `the input of \`${network}\``, range, context) ? type : undefined;
}

function compileLike(
  entry: NetworkEntry,
  { network }: Body<'like'>,
  context: CompileContext,
): Network | undefined {
  context.used.networks.add(network.value);
  const original = context.networks.get(network.value);
  if (original) return { ...cloneNetwork(original, entry.name.value, streamName(entry)), range: entry.range };
  if (!context.broken.networks.has(network.value)) {
    reportUnknownName(context, network, {
      code: 'unknown-network',
      kind: 'network',
      candidates: [context.declared.networks],
      except: entry.name.value,
    });
  }
  return undefined;
}

/** A bare weight is a network with one weight, whose output is its value. */
function compileWeightNetwork(
  entry: NetworkEntry,
  body: Body<'weights'>,
  context: CompileContext,
): Network | undefined {
  const name = entry.name.value;
  const stream = streamName(entry);
  const weight = compileBareWeight({ name, stream }, body, context);
  if (!weight) return undefined;
  const type = { shape: weight.shape, dtype: 'float32' } as const;
  return {
    name,
    stream,
    inputs: [],
    wires: [{ op: 'weight', weight: name, type, range: entry.range }],
    outputs: [{ name, wire: 0, type }],
    weights: [weight],
    range: entry.range,
  };
}
