/** Merge layers: several inputs combined elementwise. */
import type { LayerDefinition, Shape, RuleResult, Tensor, TfCore, TfLayers } from '../definition-types.js';
import { noArguments } from './arguments.js';
import { ok, defineLayer, layerError } from './define-layer.js';
import { shapeText } from '../tensor-shape.js';

/** Shapes of equal rank, in which each dimension is the same in all inputs or 1. */
export function broadcastInputShapes(inputs: readonly Shape[]): RuleResult<Shape> {
  const [first = [], ...others] = inputs;
  const shape = [...first];
  for (const other of others) {
    const fits =
      other.length === shape.length &&
      other.every((side, at) => side === shape[at] || side === 1 || shape[at] === 1);
    if (!fits) return layerError(`the shapes ${inputs.map(shapeText).join(' and ')} don't go together`);
    other.forEach((side, at) => (shape[at] = Math.max(side, shape[at] ?? 1)));
  }
  return ok(shape);
}

export const defineMergeLayer = (definition: {
  name: string;
  summary: string;
  lower(tf: TfLayers, name: string): ReturnType<LayerDefinition['lower']>;
  merge(tf: TfCore, inputs: readonly Tensor[]): Tensor;
}): LayerDefinition =>
  defineLayer({
    name: definition.name,
    summary: definition.summary,
    args: noArguments,
    inputs: 'many',
    outputShape: broadcastInputShapes,
    lower: (tf, _args, name) => definition.lower(tf, name),
    call: (inputs, _args, _weights, { tf }) => definition.merge(tf, inputs),
  });

/** Reduces all inputs with a binary function. */
export const reduceInputs =
  (of: (tf: TfCore) => (a: Tensor, b: Tensor) => Tensor) =>
  (tf: TfCore, inputs: readonly Tensor[]): Tensor =>
    inputs.reduce((a, b) => of(tf)(a, b));
