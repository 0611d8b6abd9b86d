import type { FunctionDefinition } from '../../definition-types.js';
import { accuracy } from './accuracy.js';
import { binaryAccuracy } from './binary-accuracy.js';
import { categoricalAccuracy, sparseCategoricalAccuracy } from './categorical-accuracy.js';
import { topKCategoricalAccuracy } from './top-k-categorical-accuracy.js';

/** Metrics, which have no gradient: Keras 3's metrics/accuracy_metrics.py. */
export const metricFunctions: readonly FunctionDefinition[] = [
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  topKCategoricalAccuracy,
];
