import type { Model, Network, Program } from '../program.js';
import { kerasGraph, type KerasGraph, type KerasLayer } from './keras-graph.js';
import type { KerasArgument, KerasTensor } from './keras-tensor.js';
import { layerOrder } from './layer-order.js';
import { NotExpressibleError } from './not-expressible-error.js';

/** A model of Keras as its `.keras` file has it. */
export interface KerasModel {
  /** config.json */
  config: object;
  /** Weights by their places in model.weights.h5, with their full names in the program. */
  weights: { path: string; weight: string }[];
  /** Names of layers by their groups in that file. */
  names: { group: string; name: string }[];
}

/** The model; or why there is none, as a sentence without its end. */
export type KerasModelResult = { ok: true; model: KerasModel } | { ok: false; reason: string };

/** A network or model as a Functional model of Keras 3. */
export function buildKerasModel(program: Program, name: string): KerasModelResult {
  const found: Network | Model | undefined = [...program.networks, ...program.models].find(
    (one) => one.name === name,
  );
  if (!found) return { ok: false, reason: `there is no network or model named ${name}` };
  try {
    const graph = kerasGraph(program, found);
    return { ok: true, model: { config: functionalConfig(graph), ...placesOf(graph) } };
  } catch (error) {
    if (error instanceof NotExpressibleError) return { ok: false, reason: error.message };
    throw error;
  }
}

const functionalConfig = ({ name, layers, inputs, outputs }: KerasGraph): object => ({
  module: 'keras.src.models.functional',
  class_name: 'Functional',
  config: {
    name,
    trainable: true,
    layers: layers.map((layer) => ({
      module: layer.module,
      class_name: layer.className,
      config: layer.config,
      registered_name: null,
      name: layer.name,
      inbound_nodes: layer.calls.map((args) => ({ args: args.map(argumentConfig), kwargs: {} })),
    })),
    input_layers: inputs.map(tensorPlace),
    output_layers: outputs.map(tensorPlace),
  },
  registered_name: 'Functional',
});

const tensorPlace = ({ layer, node }: KerasTensor) => [layer, node, 0];

function argumentConfig(argument: KerasArgument): unknown {
  if (typeof argument === 'number') return argument;
  if ('layer' in argument)
    return {
      class_name: '__keras_tensor__',
      config: { shape: argument.shape, dtype: argument.dtype, keras_history: tensorPlace(argument) },
    };
  return argument.map(argumentConfig);
}

/** As Keras's `to_snake_case`: `Conv2DTranspose` -> `conv2d_transpose`, `PReLU` -> `p_re_lu`. */
const snakeCase = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** Keras saves layers by their classes, numbered in the order that it gives them. */
function placesOf(graph: KerasGraph): Pick<KerasModel, 'weights' | 'names'> {
  const counts = new Map<string, number>();
  const weights: KerasModel['weights'] = [];
  const names: KerasModel['names'] = [];
  for (const layer of layerOrder(graph)) {
    const kind = snakeCase(layer.className);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const group = `layers/${kind}${count === 0 ? '' : `_${count}`}`;
    names.push({ group, name: layer.name });
    layer.weights.forEach((weight, at) =>
      weights.push({ path: `${group}/${placeInLayer(layer, at)}`, weight }),
    );
  }
  return { weights, names };
}

/** Weights of some layers are those of parts of them. */
function placeInLayer({ className }: KerasLayer, at: number): string {
  if (['LSTM', 'GRU', 'SimpleRNN', 'ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D'].includes(className))
    return `cell/vars/${at}`;
  return `vars/${at}`;
}
