import { definitionsByName } from '../definitions-by-name.js';
import type { WeightRuleWord } from '../weight-rules.js';
import { maxNorm, minMaxNorm, unitNorm } from './norms.js';
import { nonNeg } from './non-neg.js';

/** Keras 3's constraints (constraints/constraints.py), under their own names. They are applied after each update. */
export const constraints: ReadonlyMap<string, WeightRuleWord> = definitionsByName<WeightRuleWord>([
  maxNorm,
  minMaxNorm,
  nonNeg,
  unitNorm,
]);
