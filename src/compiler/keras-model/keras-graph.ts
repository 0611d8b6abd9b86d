/** A network or model as one graph of Keras layers, with the networks that it calls put in. */
import type { Network, Program, Wire, WireId } from '../program.js';
import { liveWires } from '../wire-inputs.js';
import { NotExpressibleError } from './not-expressible-error.js';
import { operationOfFunction } from './function-operations.js';
import type { KerasArgument, KerasTensor } from './keras-tensor.js';
import { kerasConfig } from './layer-config.js';

export interface KerasLayer {
  name: string;
  module: string;
  className: string;
  config: Readonly<Record<string, unknown>>;
  calls: (readonly KerasArgument[])[];
  /** Full names of its weights, in the order of the layer's definition. */
  weights: readonly string[];
}

export interface KerasGraph {
  name: string;
  /** In an order in which they can be called. */
  layers: KerasLayer[];
  inputs: KerasTensor[];
  outputs: KerasTensor[];
}

type Callee = Pick<Network, 'name' | 'inputs' | 'wires' | 'outputs'>;

/** Throws NotExpressibleError. */
export function kerasGraph(program: Program, callee: Callee): KerasGraph {
  const layers: KerasLayer[] = [];
  const byKey = new Map<string, KerasLayer>();
  const taken = new Set<string>();
  const isModel = program.models.some(({ name }) => name === callee.name);

  const unique = (wanted: string): string => {
    let name = wanted;
    for (let count = 1; taken.has(name); count += 1) name = `${wanted}_${count}`;
    taken.add(name);
    return name;
  };
  /** Names of layers are taken first: weights are found by them again. */
  const nameOf = (network: string, layer: string): string => (isModel ? `${network}.${layer}` : layer);
  for (const network of program.networks)
    if (network.name === callee.name || isModel)
      for (const wire of network.wires) if (wire.op === 'layer') taken.add(nameOf(network.name, wire.name));

  const push = (layer: Omit<KerasLayer, 'calls'>): KerasLayer => {
    const made = { ...layer, calls: [] };
    layers.push(made);
    return made;
  };
  const call = (layer: KerasLayer, args: readonly KerasArgument[], { type }: Wire): KerasTensor => {
    layer.calls.push(args);
    return { layer: layer.name, node: layer.calls.length - 1, shape: type.shape, dtype: type.dtype };
  };

  const lower = (
    network: string,
    { wires, outputs }: Pick<Callee, 'wires' | 'outputs'>,
    given: ReadonlyMap<string, KerasTensor>,
  ): KerasTensor[] => {
    const needed = liveWires(
      wires,
      outputs.map(({ wire }) => wire),
    );
    const values: (KerasTensor[] | number | undefined)[] = [];
    const argument = (id: WireId): KerasTensor | number => {
      const value = values[id]!;
      return typeof value === 'number' ? value : value[0]!;
    };
    const tensor = (id: WireId): KerasTensor => {
      const value = argument(id);
      if (typeof value === 'number')
        throw new NotExpressibleError(`the number ${value} stands where Keras needs a tensor`);
      return value;
    };
    const valueOf = (wire: Wire): KerasTensor[] | number => {
      switch (wire.op) {
        case 'input':
          return [given.get(wire.name)!];
        case 'constant':
          return wire.value;
        case 'layer': {
          const key = `${network}/${wire.name}`;
          let layer = byKey.get(key);
          if (!layer) {
            const { className, config } = kerasConfig(wire);
            const name = nameOf(network, wire.name);
            layer = push({
              name,
              module: 'keras.layers',
              className,
              config: { name, dtype: 'float32', ...config },
              weights: wire.weights,
            });
            byKey.set(key, layer);
          }
          const inputs = wire.inputs.map(tensor);
          return [call(layer, inputs.length === 1 ? inputs : [inputs], wire)];
        }
        case 'call': {
          const called = program.networks.find(({ name }) => name === wire.network)!;
          const inputs = wire.inputs.map(tensor);
          return lower(
            called.name,
            called,
            new Map(called.inputs.map(({ name }, at): [string, KerasTensor] => [name, inputs[at]!])),
          );
        }
        case 'output':
          return [(values[wire.of] as KerasTensor[])[wire.index]!];
        case 'function': {
          const inputs = wire.inputs.map(argument);
          const { module, className, config, args } = operationOfFunction(wire, inputs);
          const name = unique(wire.name);
          return [
            call(push({ name, module, className, config: { name, ...config }, weights: [] }), args, wire),
          ];
        }
        case 'weight':
          throw new NotExpressibleError(`the bare weight ${wire.weight} is no layer of Keras`);
        case 'schedule':
          throw new NotExpressibleError(`the number ${wire.name} moves while it is trained`);
        case 'field':
          throw new NotExpressibleError(`it reads the field ${wire.name} of a data set`);
      }
    };
    wires.forEach((wire, id) => {
      if (needed[id]) values[id] = valueOf(wire);
    });
    return outputs.map(({ wire }) => tensor(wire));
  };

  const inputs = callee.inputs.map(({ name: written, type }): [string, KerasTensor] => {
    const name = unique(written);
    const { shape, dtype } = type;
    push({
      name,
      module: 'keras.layers',
      className: 'InputLayer',
      config: { batch_shape: shape, dtype, sparse: false, ragged: false, name },
      weights: [],
    });
    return [written, { layer: name, node: 0, shape, dtype }];
  });
  const outputs = lower(callee.name, callee, new Map(inputs));
  return { name: callee.name, layers, inputs: inputs.map(([, input]) => input), outputs };
}
