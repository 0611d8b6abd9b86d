/** Builds networks by hand, for tests of what comes after the compiler. */
import type { Network, Wire, WireId } from '../../src/compiler/index.js';
import { layers, type ResolvedArguments, type Shape, type TensorType } from '../../src/vocabulary/index.js';

export const value = (shape: Shape): TensorType => ({ shape: [null, ...shape], dtype: 'float32' });

export const input = (name: string, type: TensorType): Wire => ({ op: 'input', name, type });

const inner = ({ type }: Wire): Shape => type.shape.slice(1) as number[];

function definitionOf(word: string) {
  const definition = layers.get(word);
  if (!definition) throw new Error(`there is no layer named ${word}`);
  return definition;
}

function filled(word: string, given: ResolvedArguments): ResolvedArguments {
  const defaults = Object.entries(definitionOf(word).args.properties).map(([name, schema]) => [
    name,
    (schema as { default?: unknown }).default,
  ]);
  return { ...Object.fromEntries(defaults), ...given };
}

/** Adds a layer with all of its defaults; returns its wire. */
export function layer(
  wires: Wire[],
  network: string,
  word: string,
  name: string,
  inputs: WireId[],
  given: ResolvedArguments,
): WireId {
  const definition = definitionOf(word);
  const args = filled(word, given);
  const shapes = inputs.map((id) => inner(wires[id]!));
  const out = definition.outputShape(shapes, args);
  if (!out.ok) throw new Error(out.problem);
  const weights = definition.weights(shapes, args).map((rule) => `${network}/${name}/${rule.name}`);
  const stream = definition.noise ? { stream: `${network}/${name}` } : {};
  return (
    wires.push({ op: 'layer', layer: word, name, args, weights, inputs, ...stream, type: value(out.value) }) -
    1
  );
}

/** Adds a call in inference mode; returns its wire. */
export function call(wires: Wire[], network: Network, inputs: WireId[]): WireId {
  const outputs = network.outputs.map(({ type }) => type);
  return (
    wires.push({ op: 'call', network: network.name, inputs, mode: 'inference', outputs, type: outputs[0]! }) -
    1
  );
}

/** A network of wires that `body` adds after its inputs; `body` returns its outputs. */
export function network(
  name: string,
  inputs: [string, TensorType][],
  body: (wires: Wire[]) => [string, WireId][],
): Network {
  const wires = inputs.map(([one, type]) => input(one, type));
  const outputs = body(wires).map(([one, wire]) => ({ name: one, wire, type: wires[wire]!.type }));
  const weights = wires.flatMap((wire) => {
    if (wire.op !== 'layer') return [];
    const shapes = wire.inputs.map((id) => inner(wires[id]!));
    const rules = definitionOf(wire.layer).weights(shapes, wire.args);
    return rules.map(({ name: rule, shape, trainable }) => ({
      name: `${name}/${wire.name}/${rule}`,
      stream: `${name}/${wire.name}/${rule}`,
      shape,
      // No weight is zero or one, so that an omitted or swapped one is noticed.
      initializer: { name: 'random_uniform', args: { minval: 0.2, maxval: 0.8 } },
      trainable,
    }));
  });
  return {
    name,
    stream: name,
    inputs: inputs.map(([one, type]) => ({ name: one, type })),
    wires,
    outputs,
    weights,
  };
}
