import type { FunctionDefinition } from '../../definition-types.js';
import { binaryCrossentropy } from './binary-crossentropy.js';
import { categoricalCrossentropy } from './categorical-crossentropy.js';
import { categoricalHinge } from './categorical-hinge.js';
import { contrastive } from './contrastive.js';
import { cosineSimilarity } from './cosine-similarity.js';
import { hinge, squaredHinge } from './hinge.js';
import { huber } from './huber.js';
import { klDivergence } from './kl-divergence.js';
import { klNormal } from './kl-normal.js';
import { logCosh } from './log-cosh.js';
import { meanAbsoluteError } from './mean-absolute-error.js';
import { meanAbsolutePercentageError } from './mean-absolute-percentage-error.js';
import { meanSquaredError } from './mean-squared-error.js';
import { meanSquaredLogarithmicError } from './mean-squared-logarithmic-error.js';
import { poisson } from './poisson.js';
import { sigmoidCrossentropy } from './sigmoid-crossentropy.js';
import { sparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.js';

export { logProbability } from './crossentropy.js';
export {
  squeezeToSameRank,
  meanPerExample,
  vectorPairOutputType,
  perExampleType,
  sameRankOperandType,
} from './define-loss.js';

/** Losses: Keras 3's (losses/losses.py) under their own names, and a few that link latent spaces. */
export const lossFunctions: readonly FunctionDefinition[] = [
  binaryCrossentropy,
  categoricalCrossentropy,
  categoricalHinge,
  contrastive,
  cosineSimilarity,
  hinge,
  huber,
  klDivergence,
  klNormal,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sigmoidCrossentropy,
  sparseCategoricalCrossentropy,
  squaredHinge,
];
