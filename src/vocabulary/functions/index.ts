import { definitionsByName } from '../definitions-by-name.js';
import type { FunctionDefinition } from '../definition-types.js';
import { gradientFunctions } from './gradients/index.js';
import { lossFunctions } from './losses/index.js';
import { mathFunctions } from './math/index.js';
import { metricFunctions } from './metrics/index.js';
import { randomFunctions } from './random/index.js';
import { reductionFunctions } from './reductions/index.js';
import { shapeFunctions } from './shapes/index.js';

/** With those that graphs have of their own; `functions` is for all who only look one up. */
export const functionDefinitions = definitionsByName<FunctionDefinition>([
  ...lossFunctions,
  ...metricFunctions,
  ...mathFunctions,
  ...reductionFunctions,
  ...shapeFunctions,
  ...gradientFunctions,
  ...randomFunctions,
]);

export const functions: ReadonlyMap<string, FunctionDefinition> = functionDefinitions;
