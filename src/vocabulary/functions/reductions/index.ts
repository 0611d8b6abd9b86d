import type { FunctionDefinition } from '../../types.js';
import { argmax, argmin } from './arg.js';
import { simple } from './simple.js';

/** Functions that take axes away. */
export const reductions: readonly FunctionDefinition[] = [...simple, argmax, argmin];
