import { words } from '../words.js';
import type { OptimizerDefinition } from '../types.js';

export const optimizers: ReadonlyMap<string, OptimizerDefinition> = words<OptimizerDefinition>([]);
