import type { FunctionDefinition } from '../../definition-types.js';
import { argmax, argmin } from './argmax-argmin.js';
import { axisReductions } from './axis-reductions.js';
import { norm } from './norm.js';
import { penalties } from './penalties.js';

/** Functions that reduce axes. */
export const reductionFunctions: readonly FunctionDefinition[] = [
  ...axisReductions,
  argmax,
  argmin,
  norm,
  ...penalties,
];
