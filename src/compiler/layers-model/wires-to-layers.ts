import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import {
  layers as definitions,
  wordName,
  type ResolvedArguments,
  type TfLayers,
} from '../../vocabulary/index.js';
import type { Wire, WireId } from '../program.js';
import { liveWires } from '../wire-inputs.js';
import { functionLayers } from './function-layers.js';

/** Thrown where a graph cannot be expressed as a layers model. Caught in this folder's entry point. */
export class NotExpressibleError extends Error {}

export interface LayersModelContext {
  layers: TfLayers;
  /** The name in the model of a layer of these wires. */
  layerName(name: string): string;
  /** An unused name for the layer that a function becomes. */
  functionName(name: string): string;
  /** The values of weights as tensors, which a layer copies. */
  weightsOf(names: readonly string[]): Tensor[];
  /** A network as a model, the same one each time; its draws are additional inputs after its own. */
  network(name: string): LayersModel;
  /**
   * An input for a draw of this shape without the batch. `name` is that of the draw inside the network and need not
   * be unique outside.
   */
  draw(name: string, sides: readonly number[]): SymbolicTensor;
}

type SymbolicValue = SymbolicTensor | SymbolicTensor[];

/** Converts wires to layers, from inputs to outputs. Throws NotExpressibleError if there is no layer for one. */
export function wiresToLayers(
  wires: readonly Wire[],
  outputs: readonly { name: string; wire: WireId }[],
  inputs: ReadonlyMap<string, SymbolicTensor>,
  context: LayersModelContext,
): SymbolicTensor[] {
  const needed = liveWires(
    wires,
    outputs.map(({ wire }) => wire),
  );
  const values: (SymbolicValue | undefined)[] = [];
  const of = (id: WireId): SymbolicTensor => {
    const value = values[id];
    const first = Array.isArray(value) ? value[0] : value;
    if (!first) throw new Error(`wire ${id} has no value`);
    return first;
  };
  wires.forEach((wire, id) => {
    if (needed[id]) values[id] = wireToLayer(wire, inputs, values, of, context);
  });
  return outputs.map(({ wire }) => of(wire));
}

function wireToLayer(
  wire: Wire,
  inputs: ReadonlyMap<string, SymbolicTensor>,
  values: readonly (SymbolicValue | undefined)[],
  of: (id: WireId) => SymbolicTensor,
  context: LayersModelContext,
): SymbolicValue {
  switch (wire.op) {
    case 'input': {
      const input = inputs.get(wire.name);
      if (!input) throw new Error(`there is no input named ${wire.name}`);
      return input;
    }
    case 'layer':
      return applyLayer(wire, wire.inputs.map(of), context);
    case 'call': {
      const network = context.network(wire.network);
      const draws = network.inputs
        .slice(wire.inputs.length)
        .map(({ shape }, at) =>
          context.draw(network.inputNames[wire.inputs.length + at]!, shape.slice(1) as number[]),
        );
      const given = [...wire.inputs.map(of), ...draws];
      return network.apply(given.length === 1 ? given[0]! : given) as SymbolicValue;
    }
    case 'output': {
      if (wire.layer !== undefined) {
        throw new NotExpressibleError(`it reads the layer ${wire.layer} inside of a network`);
      }
      const all = values[wire.of];
      const one = Array.isArray(all) ? all[wire.index] : wire.index === 0 ? all : undefined;
      if (!one) throw new Error(`call ${wire.of} has no output ${wire.index}`);
      return one;
    }
    case 'function':
      return applyFunctionLayer(wire, wire.inputs.map(of), context);
    case 'constant':
      throw new NotExpressibleError(
        `the number ${wire.value} stands in an expression, and tfjs has no layer for that`,
      );
    case 'weight':
      throw new NotExpressibleError(
        `the weight ${wire.weight} stands in an expression, and is no layer of tfjs`,
      );
    case 'schedule':
      throw new NotExpressibleError('a number in it moves while a phase is trained');
    case 'field':
      throw new NotExpressibleError(`it reads the field ${wire.name} of a data set`);
  }
}

/** tfjs does not infer an open dimension and rejects the layers after it, so the inferred shape is written in. */
const withKnownTargetShape = (args: ResolvedArguments, { type }: Wire): ResolvedArguments =>
  'target_shape' in args ? { ...args, target_shape: type.shape.slice(1) } : args;

function applyLayer(
  wire: Extract<Wire, { op: 'layer' }>,
  inputs: SymbolicTensor[],
  context: LayersModelContext,
): SymbolicValue {
  const definition = definitions.get(wire.layer);
  if (!definition) throw new Error(`there is no layer named ${wire.layer}`);
  const layer = definition.lower(
    context.layers,
    withKnownTargetShape(wire.args, wire),
    context.layerName(wire.name),
  );
  if (typeof layer === 'string')
    throw new NotExpressibleError(
      `tfjs has no ${[wordName(wire.layer), layer].filter((word) => word !== '').join(' ')} (${wire.name})`,
    );
  const output = layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as SymbolicValue;
  const tensors = context.weightsOf(wire.weights);
  layer.setWeights(tensors);
  for (const tensor of tensors) tensor.dispose();
  return output;
}

/** A draw that an input can replace: one value per example, from the standard distribution. */
function isStandardDraw({ name, options, type }: Extract<Wire, { op: 'function' }>): boolean {
  if (type.shape[0] !== null || type.shape.length < 2) return false;
  const is = (key: string, value: number) => (options[key] ?? value) === value;
  if (name === 'normal' || name === 'normal_like') return is('mean', 0) && is('stddev', 1);
  if (name === 'uniform' || name === 'uniform_like') return is('minval', 0) && is('maxval', 1);
  return false;
}

function applyFunctionLayer(
  wire: Extract<Wire, { op: 'function' }>,
  inputs: SymbolicTensor[],
  context: LayersModelContext,
): SymbolicValue {
  if (isStandardDraw(wire))
    return context.draw(wire.stream ?? wire.name, wire.type.shape.slice(1) as number[]);
  const rule = functionLayers.get(wire.name);
  if (!rule) throw new NotExpressibleError(`tfjs has no layer for ${wordName(wire.name)}()`);
  const layer = rule(
    context.layers,
    context.functionName(wire.name),
    inputs,
    withKnownTargetShape(wire.options, wire),
  );
  if (typeof layer === 'string')
    throw new NotExpressibleError(`tfjs has no layer for ${wordName(wire.name)}() ${layer}`);
  return layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as SymbolicValue;
}
