import type { FunctionDefinition } from '../../definition-types.js';
import { normalFunction, normalLike } from './normal.js';
import { permutation } from './permutation.js';
import { shuffleBatch } from './shuffle-batch.js';
import { slicedWasserstein } from './sliced-wasserstein.js';
import { uniformFunction, uniformLike } from './uniform.js';

/** Random functions, each with its own stream. */
export const randomFunctions: readonly FunctionDefinition[] = [
  normalFunction,
  normalLike,
  uniformFunction,
  uniformLike,
  shuffleBatch,
  permutation,
  slicedWasserstein,
];
