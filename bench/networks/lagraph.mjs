/** What the generator needs of a built lagraph. */
import { check } from '../../dist/index.js';
import { functions, layers } from '../../dist/vocabulary/index.js';

export const lagraph = { check, functions, layers };
