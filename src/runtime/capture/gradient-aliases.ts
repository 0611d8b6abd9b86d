/**
 * Tensors that share the values of another but have a gradient of their own (stop_gradient, gradient reversal). tfjs
 * lets both share their data, so tracing the origin of values must check here first whose gradients are meant.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { FunctionDefinition } from '../../vocabulary/index.js';

interface GradientAlias {
  of: Tensor;
  /** The operation, which can be applied to the origin of the other tensor as well. */
  apply(x: Tensor): Tensor;
}

/** Null if a tensor's gradients are unrelated to the origin of its values. */
const aliases = new WeakMap<Tensor, GradientAlias | null>();

/**
 * Record the result of a function of expressions: those that define gradients return the values of their first
 * operand.
 */
export function noteGradientAlias(
  { group }: FunctionDefinition,
  inputs: readonly Tensor[],
  made: Tensor,
  emit: (inputs: readonly Tensor[]) => Tensor,
): Tensor {
  const [of, another] = inputs;
  if (group !== 'gradient' || !of) return made;
  aliases.set(made, another ? null : { of, apply: (x) => emit([x]) });
  return made;
}

/** The record of a tensor; undefined if there is none. */
export const gradientAliasOf = (tensor: Tensor): GradientAlias | null | undefined => aliases.get(tensor);
