import type { FunctionDefinition } from '../../types.js';
import { clip } from './clip.js';
import { comparisons } from './comparisons.js';
import { operators } from './operators.js';
import { unary } from './unary.js';
import { where } from './where.js';

/** Functions that work number by number. The operators of expressions are among them. */
export const math: readonly FunctionDefinition[] = [...operators, ...unary, ...comparisons, clip, where];
