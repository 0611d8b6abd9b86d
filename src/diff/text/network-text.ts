import { drawsInTraining, type Network, type Wire } from '../../compiler/index.js';
import { shapeSize, shapeText, wordName, type TensorType } from '../../vocabulary/index.js';
import { numberOf } from './value-text.js';
import { shortWordText, wordText } from './word-text.js';

export const parameterCount = ({ weights }: Network): number =>
  weights.reduce((sum, { shape }) => sum + shapeSize(shape), 0);

/** `[28, 28, 1]` of one example, `a number` where there is no batch. */
export function exampleText({ shape }: TensorType): string {
  if (shape.length === 0) return 'a number';
  return shape[0] === null ? shapeText(shape.slice(1) as number[]) : `[${shape.join(', ')}]`;
}

/** `Dense 200`: what a node is called in a sentence about another one. */
export function nodeLabel(wire: Wire): string {
  if (wire.op === 'layer') return shortWordText('layer', wire.layer, wire.args);
  if (wire.op === 'function') return wordName(wire.name);
  if (wire.op === 'constant') return String(wire.value);
  if (wire.op === 'weight') return `weights ${exampleText(wire.type)}`;
  return wire.op === 'input' || wire.op === 'field' ? wire.name : wire.op;
}

/** The same with all arguments. */
export const nodeText = (wire: Wire): string =>
  wire.op === 'layer' ? wordText('layer', wire.layer, wire.args) : nodeLabel(wire);

const MAX_LISTED = 5;

/** Whether a wire is shown as a node of a network: a layer, a function, or a bare weight beside them. */
export const isShownNode = ({ inputs }: Network, { op }: Wire): boolean =>
  op === 'layer' || op === 'function' || (op === 'weight' && inputs.length > 0);

/** `Dense 256 relu, Dropout 0.3, Dense 32; 70,048 parameters` */
export function networkText(network: Network): string {
  const nodes = network.wires.filter((wire) => isShownNode(network, wire));
  const parameters = numberOf(parameterCount(network), 'parameter');
  if (nodes.length === 0) return `weights ${exampleText(network.outputs[0]!.type)}; ${parameters}`;
  if (network.like !== undefined) return `like ${network.like}; ${parameters}`;
  const shown = nodes.slice(0, MAX_LISTED).map(nodeText).join(', ');
  const more = nodes.length - MAX_LISTED;
  return `${shown}${more > 0 ? ` and ${numberOf(more, 'more layer').replace('more layers', 'more')}` : ''}; ${parameters}`;
}

/** `its 4 dropouts`, `its 2 batch normalizations`: layers that do something else in training. */
export function trainingLayers({ wires }: Network): { noise: number; batchNormalizations: number } {
  const words = wires.flatMap((wire) => (wire.op === 'layer' ? [wordName(wire.layer)] : []));
  return {
    noise: wires.filter(drawsInTraining).length,
    batchNormalizations: words.filter((word) => word === 'BatchNormalization').length,
  };
}

/** `zeros`, `random_uniform {"minval":-1,"maxval":1}` */
export const initializerText = ({ initializer: { name, args } }: Network['weights'][number]): string =>
  Object.keys(args).length === 0 ? name : `${name} ${JSON.stringify(args)}`;
