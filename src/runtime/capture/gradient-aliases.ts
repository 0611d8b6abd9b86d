/**
 * Tensors that hold the numbers of another, and pass gradients on in a way of their own. tfjs lets both share their
 * numbers, so that whoever asks how the numbers came about must ask here first whose gradients are asked for.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { FunctionDefinition } from '../../vocabulary/index.js';

interface GradientAlias {
  of: Tensor;
  /** What was done to the other, which may as well be done to what that one was made from. */
  apply(x: Tensor): Tensor;
}

/** Null where a tensor's gradients have nothing to do with how its numbers came about. */
const aliases = new WeakMap<Tensor, GradientAlias | null>();

/** Note what a function of expressions made: those that say what gradients do give the numbers of their first operand. */
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

/** What was noted of a tensor; undefined where nothing was. */
export const gradientAliasOf = (tensor: Tensor): GradientAlias | null | undefined => aliases.get(tensor);
