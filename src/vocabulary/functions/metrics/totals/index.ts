import type { FunctionDefinition } from '../../../definition-types.js';
import { auc } from './auc.js';
import { breakpointScores } from './breakpoints.js';
import { f1Score, fbetaScore, precision, recall, specificity } from './f-score.js';
import { frechetDistance } from './frechet-distance.js';
import { iou } from './iou.js';
import { operatingPoints } from './operating-points.js';
import { recallAtK } from './recall-at-k.js';
import { r2Score, rootMeanSquaredError } from './regression.js';

/** Figures of all examples of an evaluation together. */
export const totalFunctions: readonly FunctionDefinition[] = [
  auc,
  ...breakpointScores,
  f1Score,
  fbetaScore,
  frechetDistance,
  iou,
  ...operatingPoints,
  precision,
  r2Score,
  recall,
  recallAtK,
  rootMeanSquaredError,
  specificity,
];
