import type { CompileContext } from '../compile-context.js';
import type { Network, Weight } from '../program.js';
import { networkOfWeight } from '../weight-network.js';

/** Weights of a network that are no layer's: the one that it is, or those among its nodes. */
const bareWeightsOf = ({ wires, weights }: Network): Weight[] => {
  const bare = new Set(wires.flatMap((wire) => (wire.op === 'weight' ? [wire.weight] : [])));
  return weights.filter(({ name }) => bare.has(name));
};

/** `memory`, or `encoder/scale` among the nodes of a network. */
export function findBareWeight(
  name: string,
  { networks }: Pick<CompileContext, 'networks'>,
): Weight | undefined {
  const network = networks.get(networkOfWeight(name));
  return network && bareWeightsOf(network).find((weight) => weight.name === name);
}

/** Names of all bare weights, for did-you-mean. */
export const bareWeightNames = ({ networks }: Pick<CompileContext, 'networks'>): string[] =>
  [...networks.values()].flatMap((network) => bareWeightsOf(network).map(({ name }) => name));
