import type { FunctionDefinition } from '../../definition-types.js';
import { normalFunction, normalLike } from './normal.js';
import { shuffleBatch } from './shuffle-batch.js';
import { uniformFunction, uniformLike } from './uniform.js';

/** Functions that draw, each from a stream of its own. */
export const randomFunctions: readonly FunctionDefinition[] = [
  normalFunction,
  normalLike,
  uniformFunction,
  uniformLike,
  shuffleBatch,
];
