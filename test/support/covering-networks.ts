import { randomTask, type Task } from './random-networks.js';

/** Names of the layers, losses and optimizer that a network has. */
export const wordsOf = ({ networks, losses, optimizer }: Task): string[] => [
  ...networks.flatMap(({ nodes }) => nodes.map(({ layer }) => `layer ${layer}`)),
  ...losses.map(({ loss }) => `loss ${loss}`),
  `optimizer ${optimizer.name}`,
];

/**
 * Networks in which what is normalized is the same for every example and place: here a constraint made all weights of a
 * filter 0, so that its bias alone is left. Gradients through the normalization are rounding errors only.
 */
const CONSTANT: ReadonlySet<number> = new Set([123]);

/** The seeds to look for words in: among so many, every layer, loss and optimizer occurs. */
const LOOKED_AT = 200;

/**
 * Seeds of `count` random networks that aren't constant: first those that have a layer, loss or optimizer that none before has, so that
 * nothing is left out; then others, in their order. There are more than `count` if so many are needed.
 */
export function coveringSeeds(count: number): number[] {
  const seen = new Set<string>();
  const covering = Array.from({ length: LOOKED_AT }, (_, at) => at + 1).filter((seed) => {
    if (CONSTANT.has(seed)) return false;
    const fresh = wordsOf(randomTask(seed)).filter((word) => !seen.has(word));
    for (const word of fresh) seen.add(word);
    return fresh.length > 0;
  });
  const chosen = new Set(covering);
  for (let seed = 1; chosen.size < count; seed += 1) if (!CONSTANT.has(seed)) chosen.add(seed);
  return [...chosen];
}
