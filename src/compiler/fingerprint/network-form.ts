/** A network's architecture in normal form: without names, initializers and streams. */
import { drawsNoise, initializers, layers, type ResolvedArguments } from '../../vocabulary/index.js';
import type { LoadedWeights, Network, Wire } from '../program.js';
import { canonicalHash } from './canonical-json.js';
import { createSharing, type SharingOf } from './gradient-sums.js';
import { createWireNumbering, evaluationOrder, type NodeForm } from './wire-form.js';

export interface NetworkForm {
  /** sha256 of its architecture. */
  architecture: string;
  /** Streams of its draws, in the order of its normal form: of layers, which rest in inference, and of functions. */
  draws: { layers: string[]; functions: string[] };
  /** The number of what a layer makes, in the normal form of the architecture. */
  layerNumber(layer: string): number;
}

/** Layers that are an activation alone, as which layers with an argument `activation` end. */
const ACTIVATION_LAYERS: Readonly<Record<string, (args: ResolvedArguments) => unknown>> = {
  Activation: ({ activation }) => activation,
  ELU: ({ alpha = 1 }) => (alpha === 1 ? 'elu' : undefined),
  Identity: () => 'linear',
  Softmax: ({ axis = -1 }) => (axis === -1 ? 'softmax' : undefined),
  ReLU: ({ max_value, negative_slope = 0, threshold = 0 }) => {
    if (negative_slope !== 0 || threshold !== 0) return undefined;
    return max_value === null ? 'relu' : max_value === 6 ? 'relu6' : undefined;
  },
};

/** Arguments that layers were given later, with their defaults: without them a layer is what it was before. */
const LATER_ARGUMENTS: Readonly<Record<string, ResolvedArguments>> = {
  Conv1D: { groups: 1 },
  Conv2D: { groups: 1, mask: null },
  ...Object.fromEntries(
    ['Average', 'Max'].flatMap((kind) =>
      [1, 2].map((dimensions) => [`Global${kind}Pooling${dimensions}D`, { keepdims: false }] as const),
    ),
  ),
  ...Object.fromEntries(
    ['Batch', 'Group', 'Layer', 'RMS', 'Unit'].map((kind) => [`${kind}Normalization`, { axis: -1 }] as const),
  ),
  ELU: { alpha: 1 },
  ReLU: { negative_slope: 0, threshold: 0 },
  UpSampling2D: { interpolation: 'nearest' },
};

/** Functions that are computed as the activation of the same name. */
const ACTIVATION_FUNCTIONS = new Set(
  (
    'relu elu selu sigmoid softplus softsign tanh relu6 leaky_relu silu gelu mish log_sigmoid hard_sigmoid hard_silu ' +
    'hard_tanh tanh_shrink soft_shrink hard_shrink squareplus sparse_plus sparse_sigmoid'
  ).split(' '),
);

/** Arguments that say where weights come from, and how they are trained: not what the layer computes. */
const WEIGHT_ARGUMENTS = /_(initializer|regularizer|constraint)$/;

const activationNode = (activation: unknown): object => ({ op: 'activation', activation });

export function networkForm(network: Network, sharingOf: SharingOf): NetworkForm {
  const { inputs, wires, outputs, weights } = network;
  const inputIndex = new Map(inputs.map(({ name }, at) => [name, at]));
  const weightIndex = new Map(weights.map(({ name }, at) => [name, at]));
  const draws: NetworkForm['draws'] = { layers: [], functions: [] };

  const layerForm = ({ layer, args, weights: own, type, stream }: Extract<Wire, { op: 'layer' }>) => {
    const alone = ACTIVATION_LAYERS[layer]?.(args);
    if (alone !== undefined) return alone === 'linear' ? null : { own: activationNode(alone) };
    const definition = layers.get(layer);
    const later = LATER_ARGUMENTS[layer] ?? {};
    if (stream !== undefined && definition && drawsNoise(definition, args)) draws.layers.push(stream);
    // A layer that goes through a series applies its activation at every step: it is not as a layer behind it.
    const { activation, ...others } = definition?.recurrent ? { ...args, activation: 'linear' } : args;
    const kept = Object.entries(definition?.recurrent ? args : others).filter(
      ([name, value]) =>
        !WEIGHT_ARGUMENTS.test(name) && !(Object.hasOwn(later, name) && later[name] === value),
    );
    return {
      own: {
        op: 'layer',
        layer,
        args: Object.fromEntries(kept),
        weights: own.map((name) => weightIndex.get(name)),
        type,
      },
      ...(activation === undefined || activation === 'linear' ? {} : { then: [activationNode(activation)] }),
    };
  };
  const formOf = (wire: Wire): NodeForm | null => {
    switch (wire.op) {
      case 'input':
        return { own: { op: 'input', input: inputIndex.get(wire.name), type: wire.type } };
      case 'weight':
        return { own: { op: 'weight', weight: weightIndex.get(wire.weight), type: wire.type } };
      case 'layer':
        return layerForm(wire);
      case 'function':
        if (wire.stream !== undefined) draws.functions.push(wire.stream);
        if (ACTIVATION_FUNCTIONS.has(wire.name) && wires[wire.inputs[0]!]!.type.dtype === 'float32')
          return { own: activationNode(wire.name) };
        return { own: functionForm(wire) };
      case 'constant':
        return { own: { op: 'constant', value: wire.value, type: wire.type } };
      case 'field':
      case 'schedule':
      case 'call':
      case 'output':
        throw new Error(`the network ${network.name} has a wire of kind ${wire.op}`);
    }
  };

  const numbering = createWireNumbering(wires, formOf);
  const roots = outputs.map(({ wire }) => wire);
  const ends = roots.map(numbering.numberOf);
  const form = {
    inputs: inputs.map(({ type }) => type),
    nodes: numbering.nodes,
    outputs: ends,
    weights: weights.map(({ shape, trainable }) => ({ shape, trainable })),
    order: sharingOf(network.name).hasOrderedSum
      ? evaluationOrder(wires, roots).map(numbering.numberOf)
      : null,
  };
  const architecture = canonicalHash(form);
  const layerNumber = (layer: string) =>
    numbering.numberOf(wires.findIndex((wire) => wire.op === 'layer' && wire.name === layer));
  return { architecture, draws, layerNumber };
}

/** A function without its operands; its draws are told apart by their streams. */
export const functionForm = ({
  name,
  options,
  moving,
  stream,
  draw,
  type,
}: Extract<Wire, { op: 'function' }>) => ({
  op: 'function',
  function: name,
  options,
  ...(moving ? { moving } : {}),
  type,
  ...(stream === undefined ? {} : { draw: draw ?? { per: 'step' } }),
});

/** What the initial values of weights depend on, beyond their shapes. */
function initialForm({
  weights,
  load,
}: Pick<Network, 'weights' | 'load'>): (Record<string, unknown> & { stream?: string })[] {
  const loaded = new Map(load?.tensors.map(({ at, ...recipe }) => [at, recipe]));
  return weights.map(({ shape, initializer: { name, args }, ones, stream }, at) =>
    loaded.has(at)
      ? { shape, ...contentForm(load!), recipe: loaded.get(at) }
      : {
          shape,
          initializer: name,
          args,
          ...(ones ? { ones } : {}),
          ...(initializers.get(name)?.deterministic ? {} : { stream }),
        },
  );
}

/** The content of a file with weights; where it is not known, the file. */
const contentForm = ({ sha256, file, folder, select }: LoadedWeights): object =>
  sha256 === null ? { file, folder: folder ?? null, select: select ?? null } : { content: sha256 };

/** sha256 of what the initial values of weights depend on. */
export const initialValuesHash = (network: Pick<Network, 'weights' | 'load'>): string =>
  canonicalHash(initialForm(network));

/** sha256 of what a phase takes from a file for a network. */
export const loadedWeightsHash = (load: LoadedWeights): string =>
  canonicalHash({ ...contentForm(load), tensors: load.tensors });

/**
 * sha256 of what a network computes and how its weights begin, without names and draws: networks of the same hash are
 * written otherwise at most.
 */
export function networkFingerprint(network: Network): string {
  const { architecture } = networkForm(network, createSharing(new Map([[network.name, network]])));
  const initial = initialForm(network).map(({ stream: _, ...rest }) => rest);
  return canonicalHash({ architecture, initial });
}
