/** Which tensors of a file are which weights of a network. */
import type { Shape } from '../../vocabulary/index.js';
import {
  shapeOfRecipe,
  type TensorRecipe,
  type TensorStep,
  type WeightTensor,
} from '../../weight-files/index.js';
import type { Network, Weight, Wire } from '../program.js';
import { nameInNetwork } from '../weight-network.js';
import { flattenedSides } from './flattened-sides.js';
import { torchRules } from './torch-tensors.js';

type LayerWire = Extract<Wire, { op: 'layer' }>;

/** A layer of a network that has weights, a bare weight among its nodes, or the network itself if it is one. */
export interface WeightedLayer {
  name: string;
  /** Null for a bare weight. */
  wire: LayerWire | null;
  weights: readonly Weight[];
  /** The shapes of an image that is flattened where it comes in, and where it comes out. */
  flat: { input?: Shape; output?: Shape };
}

/** Layers that have weights, in the order of the network. */
export function weightedLayers(network: Network): WeightedLayer[] {
  const weights = new Map(network.weights.map((weight) => [weight.name, weight]));
  const flat = flattenedSides(network);
  return network.wires.flatMap((wire, id): WeightedLayer[] => {
    if (wire.op === 'weight')
      return [
        {
          name: nameInNetwork(wire.weight) || network.name,
          wire: null,
          weights: [weights.get(wire.weight)!],
          flat: {},
        },
      ];
    if (wire.op !== 'layer' || wire.weights.length === 0) return [];
    const [input, output] = [flat.get(wire.inputs[0]!), flat.get(id)];
    return [
      {
        name: wire.name,
        wire,
        weights: wire.weights.map((name) => weights.get(name)!),
        flat: { ...(input ? { input } : {}), ...(output ? { output } : {}) },
      },
    ];
  });
}

/** Tensors of a file by their layers, and by their names. */
export interface TensorIndex {
  layers: ReadonlyMap<string, readonly WeightTensor[]>;
  byName: ReadonlyMap<string, WeightTensor>;
}

export function indexTensors(tensors: readonly WeightTensor[]): TensorIndex {
  const layers = new Map<string, WeightTensor[]>();
  for (const tensor of tensors) {
    const known = layers.get(tensor.layer);
    if (known) known.push(tensor);
    else layers.set(tensor.layer, [tensor]);
  }
  return { layers, byName: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

/** What a layer takes of a file. */
export interface LayerMatch {
  /** For each of its weights, in their order: null if the file has nothing for it, or nothing that fits. */
  recipes: readonly (TensorRecipe | null)[];
  /** Names of the tensors of the file's layer, those that are taken and those that are not. */
  tensors: readonly WeightTensor[];
}

/**
 * What a layer takes of the file's layer of this name; undefined if the file has none. For a bare weight it is the name
 * of a tensor.
 */
export function matchLayer(layer: WeightedLayer, name: string, index: TensorIndex): LayerMatch | undefined {
  if (layer.wire === null) return matchTensor(layer.weights[0]!, name, index);
  const own = index.layers.get(name) ?? [];
  const inside = [...index.byName.values()].filter((one) => one.name.startsWith(`${name}.`));
  const tensors =
    own.length > 0 ? [...new Set([...own, ...inside.filter(({ layer: of }) => of !== name)])] : inside;
  if (tensors.length === 0) return undefined;
  const isTorch = own.every(({ weight }) => weight !== 'kernel' && typeof weight === 'string');
  const rules = isTorch ? torchRules(layer.wire.layer, layer.wire.args) : undefined;
  const recipes = layer.weights.map((weight, at) => {
    const key = weight.name.slice(weight.name.lastIndexOf('/') + 1);
    const alike = own.find((tensor) => tensor.weight === at || isCalled(tensor.weight, key));
    const turned = rules && Object.hasOwn(rules, key) ? rules[key]!(weight.shape) : undefined;
    const asTorch = turned && inPlaces(turned, name, weight.shape, layer);
    const candidates = [...(asTorch ? [asTorch] : []), ...(alike ? [{ from: [alike.name], steps: [] }] : [])];
    return candidates.find((recipe) => fits(recipe, weight.shape, index)) ?? null;
  });
  return { recipes, tensors };
}

function matchTensor({ shape }: Weight, name: string, index: TensorIndex): LayerMatch | undefined {
  const tensor = index.byName.get(name) ?? index.layers.get(name)?.[0];
  if (!tensor) return undefined;
  const recipe = { from: [tensor.name], steps: [] };
  return { recipes: [fits(recipe, shape, index) ? recipe : null], tensors: [tensor] };
}

/** Names of earlier versions of Keras, and of tfjs. */
const isCalled = (weight: string | number, key: string): boolean =>
  weight === key || (key === 'kernel' && weight === 'depthwise_kernel');

function fits(recipe: TensorRecipe, shape: Shape, { byName }: TensorIndex): boolean {
  const tensors = recipe.from.map((name) => byName.get(name));
  if (!tensors.every((tensor) => tensor !== undefined)) return false;
  return (
    shapeOfRecipe(
      recipe,
      tensors.map((tensor) => tensor.shape),
    )?.join() === shape.join()
  );
}

/** A recipe of PyTorch's with the names that the file has, and with the channels of what is flattened put last. */
function inPlaces(
  recipe: TensorRecipe,
  layer: string,
  shape: Shape,
  { wire, flat }: WeightedLayer,
): TensorRecipe {
  const isKernel = wire!.layer === 'Dense' && shape.length === 2;
  const steps: TensorStep[] = [...recipe.steps];
  if (isKernel && flat.input) steps.push(...channelsLast(shape, 0, flat.input));
  if (flat.output) steps.push(...channelsLast(shape, shape.length - 1, flat.output));
  return { ...recipe, from: recipe.from.map((name) => `${layer}.${name}`), steps };
}

/** Puts the channels of an axis that is a flattened image last: [channels * height * width] -> [height * width * channels]. */
function channelsLast(shape: Shape, axis: number, sides: Shape): TensorStep[] {
  const channels = sides.at(-1)!;
  const space = sides.slice(0, -1);
  if (channels * space.reduce((product, side) => product * side, 1) !== shape[axis]) return [];
  const apart = [...shape.slice(0, axis), channels, ...space, ...shape.slice(axis + 1)];
  const axes = apart.map((_, at) => at);
  axes.splice(axis, 1);
  axes.splice(axis + space.length, 0, axis);
  return [{ reshape: apart }, { transpose: axes }, { reshape: shape }];
}

/** Whether every weight of a layer has something in the file that fits. */
export const isWhole = (match: LayerMatch | undefined): match is LayerMatch =>
  match !== undefined && match.recipes.every((recipe) => recipe !== null);
