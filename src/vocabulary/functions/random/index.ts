import type { FunctionDefinition } from '../../types.js';
import { normal, normalLike } from './normal.js';
import { shuffleBatch } from './shuffle-batch.js';
import { uniform, uniformLike } from './uniform.js';

/** Functions that draw, each from a stream of its own. */
export const random: readonly FunctionDefinition[] = [normal, normalLike, uniform, uniformLike, shuffleBatch];
