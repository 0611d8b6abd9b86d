import { inCircle } from '../../diagnostics/index.js';
import { initializers, type TensorType } from '../../vocabulary/index.js';
import { findWord, readArguments, type InputShape, type NetworkEntry } from '../../dsl/index.js';
import { sortByNeed } from '../order.js';
import type { Network, Weight } from '../program.js';
import { isHeld, isHeldWeight } from '../too-large.js';
import { textAt, unknown, watch, type World } from '../world.js';
import { compileChain } from './chain.js';
import { inputType } from './inputs.js';
import { like } from './like.js';
import { compileNodes } from './nodes.js';

type Body<K> = Extract<NetworkEntry['body'], { kind: K }>;

/** Networks in the order in which they need each other's shapes; a broken one is remembered as such. */
export function compileNetworks(entries: readonly NetworkEntry[], world: World): void {
  const byName = new Map(entries.map((entry) => [entry.name.value, entry]));
  for (const { name } of entries) world.broken.networks.add(name.value);
  const { order, cycles } = sortByNeed([...byName.keys()], (name) => needs(byName.get(name)!));
  for (const cycle of cycles) {
    const entry = byName.get(cycle[0]!)!;
    world.report({
      code: 'circular-reference',
      message: `the networks ${inCircle(cycle)} wait for each other's shapes`,
      range: entry.name.range,
      help: `give one of them its input as a shape, like input: [28, 28, 1]`,
    });
  }
  for (const name of order) {
    const entry = byName.get(name)!;
    const watched = watch(world.report);
    const network = compileNetwork(entry, { ...world, report: watched.report });
    if (!network || watched.failed() || world.faulty.networks.has(name)) continue;
    world.broken.networks.delete(name);
    world.networks.set(name, network);
  }
  // As they were written.
  const found = new Map(world.networks);
  world.networks.clear();
  for (const { name } of entries) {
    const network = found.get(name.value);
    if (network) world.networks.set(name.value, network);
  }
}

function needs({ body }: NetworkEntry): string[] {
  if (body.kind === 'like') return [body.network.value];
  if (body.kind === 'weights') return [];
  return body.inputs.flatMap(({ shape }) => (shape.kind === 'network' ? [shape.network.value] : []));
}

function compileNetwork(entry: NetworkEntry, world: World): Network | undefined {
  const { body } = entry;
  switch (body.kind) {
    case 'like':
      return compileLike(entry, body, world);
    case 'weights':
      return compileWeight(entry, body, world);
    case 'chain':
    case 'nodes': {
      const inputs = body.inputs.map(({ name, shape }) => ({
        name: name?.value ?? 'input',
        type: heldInput(shape, entry.name.value, world),
      }));
      body.inputs.forEach(({ shape }, at) => {
        // A shape with parameters in it is not for an edit.
        const isWritten =
          shape.kind === 'shape' && /^\[[\d\s,]*\]$/.test(textAt(world, shape.shape.range) ?? '');
        if (isWritten) world.inputShapes.set(`${entry.name.value}/${at}`, shape.shape.range);
      });
      return body.kind === 'chain'
        ? compileChain(entry, inputs, body.nodes, world)
        : compileNodes(entry, inputs, body, world);
    }
  }
}

/** The type of an input, if it is known and not too large. */
function heldInput(shape: InputShape, network: string, world: World): TensorType | undefined {
  const type = inputType(shape, world, network);
  if (!type || shape.kind === 'broken') return undefined;
  const { range } = shape.kind === 'shape' ? shape.shape : shape.network;
  return isHeld(type.shape, `the input of \`${network}\``, range, world) ? type : undefined;
}

function compileLike(entry: NetworkEntry, { network }: Body<'like'>, world: World): Network | undefined {
  world.used.networks.add(network.value);
  const original = world.networks.get(network.value);
  if (original) return { ...like(original, entry.name.value), range: entry.range };
  if (!world.broken.networks.has(network.value)) {
    unknown(world, network, {
      code: 'unknown-network',
      kind: 'network',
      candidates: [world.declared.networks],
      except: entry.name.value,
    });
  }
  return undefined;
}

/** A bare weight is a network of one weight, which is its value. */
function compileWeight(entry: NetworkEntry, body: Body<'weights'>, world: World): Network | undefined {
  const initializer = initialValues(body, world);
  const name = entry.name.value;
  const shape = body.shape.value;
  const held = isHeldWeight(name, shape, body.shape.range, world);
  if (!initializer || !held) return undefined;
  const type = { shape, dtype: 'float32' } as const;
  const weight: Weight = { name, shape, initializer, trainable: true };
  return {
    name,
    inputs: [],
    wires: [{ op: 'weight', weight: name, type, range: entry.range }],
    outputs: [{ name, wire: 0, type }],
    weights: [weight],
    range: entry.range,
  };
}

/** As written, or Keras's choice for a weight that says nothing (`Layer.add_weight`): `glorot_uniform`. */
function initialValues({ initializer }: Body<'weights'>, world: World): Weight['initializer'] | undefined {
  if (!initializer) return { name: 'glorot_uniform', args: {} };
  const definition = findWord(initializer, initializers, 'initializer', world.report);
  const args = definition && readArguments(initializer, definition, world.report);
  return args && { name: definition.name, args };
}
