import { mix } from './shapes.js';

/** Draws of one picture, in order, and what is made of them. */
export interface Chance {
  between(low: number, high: number): number;
  /** A number around 0, at most `spread` away, more often near than far. */
  about0(spread: number): number;
  happens(share: number): boolean;
  pick<T>(choices: readonly T[]): T;
}

/** How many draws a picture may use; each picture starts at a multiple of it. */
export const DRAWS_A_PICTURE = 128;

export function chance(draws: Float32Array): Chance {
  let at = 0;
  const next = () => {
    const draw = draws[at++];
    if (draw === undefined) throw new Error('a picture used more draws than it has');
    return draw;
  };
  return {
    between: (low, high) => mix(low, high, next()),
    about0: (spread) => (next() + next() - 1) * spread,
    happens: (share) => next() < share,
    pick: (choices) => choices[Math.floor(next() * choices.length)]!,
  };
}
