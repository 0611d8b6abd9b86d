import type { FunctionDefinition } from '../../definition-types.js';
import { binaryCrossentropy } from './binary-crossentropy.js';
import { binaryFocalCrossentropy } from './binary-focal-crossentropy.js';
import { categoricalCrossentropy } from './categorical-crossentropy.js';
import { categoricalFocalCrossentropy } from './categorical-focal-crossentropy.js';
import { categoricalGeneralizedCrossEntropy } from './categorical-generalized-cross-entropy.js';
import { categoricalHinge } from './categorical-hinge.js';
import { circle } from './circle.js';
import { contrastive } from './contrastive.js';
import { cosineSimilarity } from './cosine-similarity.js';
import { ctc } from './ctc.js';
import { hinge, squaredHinge } from './hinge.js';
import { huber } from './huber.js';
import { klDivergence } from './kl-divergence.js';
import { klNormal } from './kl-normal.js';
import { logCosh } from './log-cosh.js';
import { meanAbsoluteError } from './mean-absolute-error.js';
import { meanAbsolutePercentageError } from './mean-absolute-percentage-error.js';
import { meanSquaredError } from './mean-squared-error.js';
import { meanSquaredLogarithmicError } from './mean-squared-logarithmic-error.js';
import { mixture } from './mixture.js';
import { mmd } from './mmd.js';
import { negativeBinomial } from './negative-binomial.js';
import { dice, tversky } from './overlap.js';
import { poisson } from './poisson.js';
import { sigmoidCrossentropy } from './sigmoid-crossentropy.js';
import { sparseCategoricalCrossentropy } from './sparse-categorical-crossentropy.js';
import { triplet, tripletHard } from './triplet.js';

export { classLabelsOutputType, oneHotLabels } from './class-labels.js';
export { logProbability } from './crossentropy.js';
export {
  EPSILON,
  squeezeToSameRank,
  meanPerExample,
  vectorPairOutputType,
  perExampleType,
  sameRankOperandType,
} from './define-loss.js';

/** Losses: Keras 3's (losses/losses.py) under their own names, and a few that link latent spaces. */
export const lossFunctions: readonly FunctionDefinition[] = [
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  categoricalHinge,
  circle,
  contrastive,
  cosineSimilarity,
  ctc,
  dice,
  hinge,
  huber,
  klDivergence,
  klNormal,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  mixture,
  mmd,
  negativeBinomial,
  poisson,
  sigmoidCrossentropy,
  sparseCategoricalCrossentropy,
  squaredHinge,
  triplet,
  tripletHard,
  tversky,
];
