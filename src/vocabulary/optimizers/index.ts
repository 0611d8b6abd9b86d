import { words } from '../words.js';
import type { OptimizerDefinition } from '../types.js';
import { adadelta } from './adadelta.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

export const optimizers: ReadonlyMap<string, OptimizerDefinition> = words<OptimizerDefinition>([
  adadelta,
  adagrad,
  adam,
  adamw,
  rmsprop,
  sgd,
]);
