import { definitionsByName } from '../definitions-by-name.js';
import type { OptimizerDefinition } from '../definition-types.js';
import { adadelta } from './adadelta.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { adamax } from './adamax.js';
import { adamw } from './adamw.js';
import { nadam } from './nadam.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

export const optimizers: ReadonlyMap<string, OptimizerDefinition> = definitionsByName<OptimizerDefinition>([
  adadelta,
  adagrad,
  adam,
  adamw,
  adamax,
  nadam,
  rmsprop,
  sgd,
]);
