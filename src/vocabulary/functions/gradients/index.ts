import type { FunctionDefinition } from '../../definition-types.js';
import { gradient } from './gradient.js';
import { reverseGradient } from './reverse-gradient.js';
import { stopGradient } from './stop-gradient.js';
import { straightThrough } from './straight-through.js';

/** Functions that change gradients. */
export const gradientFunctions: readonly FunctionDefinition[] = [
  gradient,
  stopGradient,
  reverseGradient,
  straightThrough,
];
