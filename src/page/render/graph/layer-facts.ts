/** What the page says of each layer: its shape, its parameters, and in which phases it is trained. */
import { exampleText, isShownNode, nodeText, numberOf } from '../../../diff/index.js';
import {
  nameInNetwork,
  weightsMovedBy,
  wireInputs,
  type Network,
  type Phase,
  type Program,
  type Wire,
} from '../../../compiler/index.js';
import { shapeSize, shapeText } from '../../../vocabulary/index.js';

/**
 * What a phase does with a layer: it trains its weights or assigns to them, or does so with some of them (`partly`); null if
 * it does not use the network.
 */
export type LayerUse = 'trained' | 'partly' | 'frozen' | null;

export interface LayerFacts {
  /** The name that it has or was given; empty for functions. */
  name: string;
  /** `Conv2D 32 relu (kernel_size 3)` */
  text: string;
  /** `[28, 28, 1]`, several joined by commas. */
  input: string;
  output: string;
  parameters: number;
  /** `kernel [3, 3, 1, 8]` */
  weights: readonly string[];
  /** One for each phase of the plan; all null for layers without weights. */
  uses: readonly LayerUse[];
}

export interface NetworkFacts {
  network: Network;
  layers: readonly LayerFacts[];
  /** Indices of the phases that use it. */
  phases: readonly number[];
}

/** Networks that a phase, an evaluation or a report calls; others only say what a network is `like`. */
export function usedNetworks({ networks, phases, evaluations, reports }: Program): Network[] {
  const users = [...phases, ...evaluations, ...reports.flatMap((one) => ('networks' in one ? [one] : []))];
  const used = new Set(users.flatMap((one) => one.networks.map(({ name }) => name)));
  return networks.filter(({ name }) => used.has(name));
}

export function networkFacts(program: Program): NetworkFacts[] {
  const { phases } = program;
  const trained = phases.map(weightsMovedBy);
  return usedNetworks(program).map((network) => {
    const used = phases.map((phase) => usesNetwork(phase, network));
    const usesOf = (weights: readonly string[]): LayerUse[] =>
      phases.map((_, at) => (used[at]! && weights.length > 0 ? useOf(weights, trained[at]!) : null));
    const layers = network.wires
      .filter((wire) => isShownNode(network, wire))
      .map((wire) => layerFacts(network, wire, usesOf));
    return {
      network,
      layers: layers.length > 0 ? layers : [bareWeight(network, usesOf)],
      phases: phases.flatMap((_, at) => (used[at] ? [at] : [])),
    };
  });
}

const usesNetwork = (phase: Phase, { name }: Network): boolean =>
  phase.networks.some((one) => one.name === name);

function useOf(weights: readonly string[], trained: ReadonlySet<string>): LayerUse {
  const count = weights.filter((name) => trained.has(name)).length;
  return count === 0 ? 'frozen' : count === weights.length ? 'trained' : 'partly';
}

function layerFacts(
  network: Network,
  wire: Wire,
  usesOf: (weights: readonly string[]) => LayerUse[],
): LayerFacts {
  const names = wire.op === 'layer' ? wire.weights : wire.op === 'weight' ? [wire.weight] : [];
  const own = network.weights.filter(({ name }) => names.includes(name));
  // Moving averages are no parameters that a gradient reaches: whether a layer is trained goes by the others.
  const trainable = own.filter(({ trainable: is }) => is).map(({ name }) => name);
  return {
    name: wire.op === 'layer' ? wire.name : wire.op === 'weight' ? nameInNetwork(wire.weight) : '',
    text: nodeText(wire),
    input: wireInputs(wire)
      .map((id) => exampleText(network.wires[id]!.type))
      .join(', '),
    output: exampleText(wire.type),
    ...weightFacts(own),
    uses: usesOf(trainable.length > 0 ? trainable : names),
  };
}

const bareWeight = (
  { name, weights, outputs }: Network,
  usesOf: (weights: readonly string[]) => LayerUse[],
): LayerFacts => ({
  name,
  text: 'weights',
  input: '',
  output: outputs[0] ? exampleText(outputs[0].type) : '',
  ...weightFacts(weights),
  uses: usesOf(weights.map((weight) => weight.name)),
});

const weightFacts = (weights: Network['weights']): Pick<LayerFacts, 'parameters' | 'weights'> => ({
  parameters: weights.reduce((sum, { shape }) => sum + shapeSize(shape), 0),
  weights: weights.map(({ name, shape }) => `${name.slice(name.lastIndexOf('/') + 1)} ${shapeText(shape)}`),
});

const USE_WORDS = { trained: 'trained in', partly: 'partly trained in', frozen: 'frozen in' } as const;

/** `trained in read; frozen in draw, link` */
export function usesText(uses: readonly LayerUse[], phases: readonly Phase[]): string {
  return (['trained', 'partly', 'frozen'] as const)
    .flatMap((use) => {
      const names = phases.filter((_, at) => uses[at] === use).map(({ name }) => name);
      return names.length > 0 ? [`${USE_WORDS[use]} ${names.join(', ')}`] : [];
    })
    .join('; ');
}

/** Everything about a layer in one sentence, for those who point at it or whose reader reads it out. */
export function layerText(layer: LayerFacts, phases: readonly Phase[]): string {
  const weights = layer.weights.length > 0 ? ` (${layer.weights.join(', ')})` : '';
  const parts = [
    `${layer.name === '' || layer.name === layer.text ? '' : `${layer.name}: `}${layer.text}`,
    layer.input === '' ? layer.output : `${layer.input} → ${layer.output}`,
    layer.parameters > 0 ? `${numberOf(layer.parameters, 'parameter')}${weights}` : 'no parameters',
    usesText(layer.uses, phases),
  ];
  return parts.filter((part) => part !== '').join('; ');
}
