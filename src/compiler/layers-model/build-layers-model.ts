/**
 * Networks and models as layers models of tfjs, which whoever has tfjs alone can load. A network becomes a model of
 * its layers; a model becomes one of the networks that it calls, each a model inside of it, with one set of weights
 * however often it is called.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Shape, TfCore, TfLayers } from '../../vocabulary/index.js';
import type { Model, Network, Program } from '../program.js';
import { wiresToLayers, NotExpressibleError } from './wires-to-layers.js';

/** The libraries, handed in: the compiler itself loads neither. A backend of tfjs must be there. */
export interface TfjsLibraries {
  core: TfCore;
  layers: TfLayers;
}

/** The model, to be disposed of by whoever asked for it; or why there is none, as a sentence without its end. */
export type LayersModelResult = { ok: true; model: LayersModel } | { ok: false; reason: string };

type WeightValues = ReadonlyMap<string, { shape: Shape; data: Float32Array }>;

/**
 * A network or model by its name, with these weights (by full name: `network/layer/kernel`).
 *
 * Layers of a network are called as in the graph. Inside a model they are `network.layer`, since tfjs tells the weights
 * of a file apart by the names of their layers.
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
    // tfjs wants every layer's name once, inputs and functions included.
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

/** A stream is named after where it is drawn, `vae_head/z/normal_like`; inside of a model its input was `vae_head.NAME`. */
const drawInputName = (stream: string) => stream.split('.').at(-1)!.replace(/\W+/g, '_');

function weightTensor(core: TfCore, weights: WeightValues, name: string) {
  const weight = weights.get(name);
  if (!weight) throw new Error(`no weight named ${name} was given`);
  return core.tensor(weight.data, [...weight.shape], 'float32');
}
