import type { FunctionDefinition } from '../../definition-types.js';
import { argmax, argmin } from './argmax-argmin.js';
import { axisReductions } from './axis-reductions.js';

/** Functions that reduce axes. */
export const reductionFunctions: readonly FunctionDefinition[] = [...axisReductions, argmax, argmin];
