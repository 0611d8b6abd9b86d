import { words } from '../words.js';
import type { FunctionDefinition } from '../types.js';
import { gradients } from './gradients/index.js';
import { losses } from './losses/index.js';
import { math } from './math/index.js';
import { metrics } from './metrics/index.js';
import { random } from './random/index.js';
import { reductions } from './reductions/index.js';
import { shapes } from './shapes/index.js';

export const functions: ReadonlyMap<string, FunctionDefinition> = words<FunctionDefinition>([
  ...losses,
  ...metrics,
  ...math,
  ...reductions,
  ...shapes,
  ...gradients,
  ...random,
]);
