/** Convolutions by groups: each group of filters sees its own part of the channels. */
import type { Tensor, TfCore, RuleResult } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import { layerError, ok } from './define-layer.js';

export const groupsArgument = Type.Integer({
  default: 1,
  minimum: 1,
  description: 'Groups of channels, each with filters of its own; it divides both numbers.',
});

/** The channels that each filter sees. */
export function channelsOfGroup(channels: number, filters: number, groups: number): RuleResult<number> {
  if (channels % groups === 0 && filters % groups === 0) return ok(channels / groups);
  return layerError(`${groups} groups do not divide ${channels} channels and ${filters} filters`, 'groups');
}

/** Convolves each group by itself and puts the results side by side. */
export function convolveGroups<T extends Tensor>(
  tf: TfCore,
  x: T,
  kernel: T,
  groups: number,
  convolve: (x: T, kernel: T) => Tensor,
): Tensor {
  if (groups === 1) return convolve(x, kernel);
  const parts = tf.split(x, groups, -1);
  const kernels = tf.split(kernel, groups, -1);
  return tf.concat(
    parts.map((part, at) => convolve(part as T, kernels[at]! as T)),
    -1,
  );
}
