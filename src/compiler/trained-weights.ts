import type { Network, Phase } from './program.js';

/** Names of the weights that a phase trains by gradient, in any of its updates. */
export const weightsTrainedBy = ({ updates }: Pick<Phase, 'updates'>): Set<string> =>
  new Set(updates.flatMap(({ weights }) => weights));

/** Whether any weight of a network is among them. */
export const hasTrainedWeight = (
  { weights }: Pick<Network, 'weights'>,
  trainedWeights: ReadonlySet<string>,
): boolean => weights.some(({ name }) => trainedWeights.has(name));
