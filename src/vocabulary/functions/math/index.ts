import type { FunctionDefinition } from '../../definition-types.js';
import { activationFunctions } from './activations.js';
import { clip } from './clip.js';
import { comparisonFunctions } from './comparisons.js';
import { arithmeticFunctions } from './arithmetic.js';
import { unaryFunctions } from './unary.js';
import { where } from './where.js';

/** Elementwise functions, among them the operators of expressions. */
export const mathFunctions: readonly FunctionDefinition[] = [
  ...arithmeticFunctions,
  ...unaryFunctions,
  ...activationFunctions,
  ...comparisonFunctions,
  clip,
  where,
];
