import type { Network, Weight } from './program.js';
import { networkOfWeight } from './weight-network.js';

/** The term of a loss that is the sum of the regularizers of the weights that an update trains: `loss/regularization`. */
export const REGULARIZATION = 'regularization';

/** These weights as their networks declare them. Looks at those networks only, since a graph has many phases. */
export function declaredWeights(
  networks: ReadonlyMap<string, Network>,
  weights: readonly string[],
): Weight[] {
  const chosen = new Set(weights);
  return [...new Set(weights.map(networkOfWeight))].flatMap((network) =>
    networks.get(network)!.weights.filter(({ name }) => chosen.has(name)),
  );
}

/** Whether any of these weights has a regularizer. */
export const hasRegularizer = (networks: ReadonlyMap<string, Network>, weights: readonly string[]): boolean =>
  declaredWeights(networks, weights).some(({ regularizer }) => regularizer);
