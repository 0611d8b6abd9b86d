/**
 * Converts networks and models to tfjs LayersModels, which load with tfjs alone. A network becomes a model of its
 * layers; a model becomes a model of the networks that it calls, each a nested model with one set of weights, however
 * often it is called.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Shape, TfCore, TfLayers } from '../../vocabulary/index.js';
import type { Model, Network, Program } from '../program.js';
import { wiresToLayers, NotExpressibleError } from './wires-to-layers.js';

/** The libraries, passed in because the compiler itself loads neither. A tfjs backend must be registered. */
export interface TfjsLibraries {
  core: TfCore;
  layers: TfLayers;
}

/** The model, which the caller must dispose of; or why there is none, as a sentence without its end. */
export type LayersModelResult = { ok: true; model: LayersModel } | { ok: false; reason: string };

type WeightValues = ReadonlyMap<string, { shape: Shape; data: Float32Array }>;

/**
 * Builds the layers model of a network or model with these weights (by full name: `network/layer/kernel`). Layers of
 * a network are named as in the graph. Inside a model they are `network.layer`, since tfjs identifies the weights in
 * a file by layer name.
 */
export function buildLayersModel(
  libraries: TfjsLibraries,
  program: Program,
  name: string,
  weights: WeightValues,
): LayersModelResult {
  const found = [...program.networks, ...program.models].find((one) => one.name === name);
  if (!found) return { ok: false, reason: `there is no network or model named ${name}` };
  try {
    return { ok: true, model: buildModelOf(libraries, program, found, weights) };
  } catch (error) {
    if (error instanceof NotExpressibleError) return { ok: false, reason: error.message };
    throw error;
  }
}

function buildModelOf(
  { core, layers }: TfjsLibraries,
  program: Program,
  networkOrModel: Network | Model,
  weights: WeightValues,
): LayersModel {
  const called = new Map<string, LayersModel>();

  const build = (one: Network | Model, layerName: (name: string) => string) => {
    const taken = new Set(
      one.wires.flatMap((wire) =>
        wire.op === 'layer' ? [layerName(wire.name)] : wire.op === 'call' ? [wire.network] : [],
      ),
    );
    // tfjs requires unique layer names, including those of inputs and functions.
    const unique = (wanted: string): string => {
      let name = wanted;
      for (let count = 1; taken.has(name); count++) name = `${wanted}_${count}`;
      taken.add(name);
      return name;
    };
    const inputs = one.inputs.map(({ name, type }): [string, SymbolicTensor] => [
      name,
      layers.input({ batchShape: [...type.shape], dtype: type.dtype, name: unique(layerName(name)) }),
    ]);
    const draws: SymbolicTensor[] = [];
    const outputs = wiresToLayers(one.wires, one.outputs, new Map(inputs), {
      layers,
      layerName,
      functionName: (name) => unique(layerName(name)),
      weightsOf: (names) => names.map((name) => weightTensor(core, weights, name)),
      network: callee,
      draw(name, sides) {
        const input = layers.input({ shape: [...sides], name: unique(layerName(drawInputName(name))) });
        draws.push(input);
        return input;
      },
    });
    return layers.model({ inputs: [...inputs.map(([, input]) => input), ...draws], outputs, name: one.name });
  };

  const callee = (name: string): LayersModel => {
    const known = called.get(name);
    if (known) return known;
    const inner = program.networks.find((one) => one.name === name);
    if (!inner) throw new Error(`the program has no network named ${name}`);
    const model = build(inner, (layer) => `${name}.${layer}`);
    called.set(name, model);
    return model;
  };

  return build(networkOrModel, (name) => name);
}

/** A stream name contains its path, `vae_head/z/normal_like`; in a nested model, its input is named `vae_head.NAME`. */
const drawInputName = (stream: string) => stream.split('.').at(-1)!.replace(/\W+/g, '_');

function weightTensor(core: TfCore, weights: WeightValues, name: string) {
  const weight = weights.get(name);
  if (!weight) throw new Error(`no weight named ${name} was given`);
  return core.tensor(weight.data, [...weight.shape], 'float32');
}
