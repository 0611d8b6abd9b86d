import { definitionsByName } from '../definitions-by-name.js';
import type { WeightRuleWord } from '../weight-rules.js';
import { l1, l1l2, l2 } from './l1l2.js';
import { orthogonalRegularizer } from './orthogonal-regularizer.js';

/** Keras 3's regularizers (regularizers/regularizers.py), under their own names. */
export const regularizers: ReadonlyMap<string, WeightRuleWord> = definitionsByName<WeightRuleWord>([
  l1,
  l2,
  l1l2,
  orthogonalRegularizer,
]);
