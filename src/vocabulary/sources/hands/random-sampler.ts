import { mix } from './stroke-distance.js';

/** Random choices for one image, taken in order from its uniform draws. */
export interface RandomSampler {
  between(low: number, high: number): number;
  /** A number within `spread` of 0, more likely close to 0. */
  aroundZero(spread: number): number;
  withProbability(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** Number of draws reserved per image; each image starts at a multiple of it. */
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
