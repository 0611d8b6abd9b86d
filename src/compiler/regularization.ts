import type { Network } from './program.js';

/** The term of a loss that is the sum of the regularizers of the weights that an update trains: `loss/regularization`. */
export const REGULARIZATION = 'regularization';

/** Whether any of these weights has a regularizer. */
export function hasRegularizer(networks: Iterable<Network>, weights: readonly string[]): boolean {
  const trained = new Set(weights);
  for (const network of networks)
    if (network.weights.some(({ name, regularizer }) => regularizer && trained.has(name))) return true;
  return false;
}
