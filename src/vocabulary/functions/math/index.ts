import type { FunctionDefinition } from '../../definition-types.js';
import { clip } from './clip.js';
import { comparisons } from './comparisons.js';
import { operators } from './operators.js';
import { unaryFunctions } from './unary.js';
import { where } from './where.js';

/** Functions that work number by number. The operators of expressions are among them. */
export const mathFunctions: readonly FunctionDefinition[] = [
  ...operators,
  ...unaryFunctions,
  ...comparisons,
  clip,
  where,
];
