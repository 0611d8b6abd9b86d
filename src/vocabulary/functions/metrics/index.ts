import type { FunctionDefinition } from '../../definition-types.js';
import { accuracy } from './accuracy.js';
import { binaryAccuracy } from './binary-accuracy.js';
import { categoricalAccuracy, sparseCategoricalAccuracy } from './categorical-accuracy.js';
import { correlationFunctions } from './correlation.js';
import { psnr, ssim } from './images.js';
import { totalFunctions } from './totals/index.js';
import { sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from './top-k-categorical-accuracy.js';

/** Metrics. Those of Keras 3's metrics/accuracy_metrics.py have no gradient. */
export const metricFunctions: readonly FunctionDefinition[] = [
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  ...correlationFunctions,
  psnr,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  ssim,
  topKCategoricalAccuracy,
  ...totalFunctions,
];
