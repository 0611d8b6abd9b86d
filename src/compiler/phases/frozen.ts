import type { Network } from '../program.js';

/**
 * Weights of a network in use that stay as they are. Moving averages are trained by no gradient: they move with their
 * layer, which is in training if the network is and any of the layer's own weights moves, or if it has none.
 */
export function frozenIn({ weights }: Network, moved: ReadonlySet<string>): string[] {
  const isTrained = weights.some(({ name }) => moved.has(name));
  return weights
    .filter(({ name, trainable }) => {
      if (moved.has(name)) return false;
      if (trainable || !isTrained) return true;
      const own = weights.filter((other) => other.trainable && layerOf(other.name) === layerOf(name));
      return own.length > 0 && !own.some((other) => moved.has(other.name));
    })
    .map(({ name }) => name);
}

const layerOf = (weight: string): string => weight.slice(0, weight.lastIndexOf('/'));
