/** Layers that make one input of several, number by number. */
import type { LayerDefinition, Shape, Answer, Tensor, TfCore, TfLayers } from '../types.js';
import { noArguments } from './arguments.js';
import { fine, layer, refused, said } from './define.js';

/** Shapes with equally many sides, each side the same in all or 1. */
export function together(inputs: readonly Shape[]): Answer<Shape> {
  const [first = [], ...others] = inputs;
  const shape = [...first];
  for (const other of others) {
    const fits =
      other.length === shape.length &&
      other.every((side, at) => side === shape[at] || side === 1 || shape[at] === 1);
    if (!fits) return refused(`the shapes ${inputs.map(said).join(' and ')} don't go together`);
    other.forEach((side, at) => (shape[at] = Math.max(side, shape[at] ?? 1)));
  }
  return fine(shape);
}

export const merging = (definition: {
  name: string;
  summary: string;
  lower(tf: TfLayers, name: string): ReturnType<LayerDefinition['lower']>;
  merge(tf: TfCore, inputs: readonly Tensor[]): Tensor;
}): LayerDefinition =>
  layer({
    name: definition.name,
    summary: definition.summary,
    args: noArguments,
    inputs: 'many',
    outputShape: together,
    lower: (tf, _args, name) => definition.lower(tf, name),
    call: (inputs, _args, _weights, { tf }) => definition.merge(tf, inputs),
  });

/** All inputs by a function of two. */
export const pairwise =
  (of: (tf: TfCore) => (a: Tensor, b: Tensor) => Tensor) =>
  (tf: TfCore, inputs: readonly Tensor[]): Tensor =>
    inputs.reduce((a, b) => of(tf)(a, b));
