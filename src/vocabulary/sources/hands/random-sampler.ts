import { mix } from './stroke-distance.js';

/** Draws of one picture, in order, and what is made of them. */
export interface RandomSampler {
  between(low: number, high: number): number;
  /** A number around 0, at most `spread` away, more often near than far. */
  aroundZero(spread: number): number;
  withProbability(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** How many draws a picture may use; each picture starts at a multiple of it. */
export const DRAWS_PER_IMAGE = 128;

export function createRandomSampler(uniformDraws: Float32Array): RandomSampler {
  let at = 0;
  const next = () => {
    const draw = uniformDraws[at++];
    if (draw === undefined) throw new Error('a picture used more draws than it has');
    return draw;
  };
  return {
    between: (low, high) => mix(low, high, next()),
    aroundZero: (spread) => (next() + next() - 1) * spread,
    withProbability: (share) => next() < share,
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
  };
}
