import { definitionsByName } from '../definitions-by-name.js';
import type { OptimizerDefinition } from '../definition-types.js';
import { adadelta } from './adadelta.js';
import { adafactor } from './adafactor.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { adamax } from './adamax.js';
import { adamw } from './adamw.js';
import { ftrl } from './ftrl.js';
import { lamb } from './lamb.js';
import { lion } from './lion.js';
import { muon } from './muon.js';
import { nadam } from './nadam.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** With those that graphs have of their own; `optimizers` is for all who only look one up. */
export const optimizerDefinitions = definitionsByName<OptimizerDefinition>([
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamw,
  adamax,
  ftrl,
  lamb,
  lion,
  muon,
  nadam,
  rmsprop,
  sgd,
]);

export const optimizers: ReadonlyMap<string, OptimizerDefinition> = optimizerDefinitions;
