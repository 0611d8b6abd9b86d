/** Inference with the trained networks of a run: rows of translation grids, predictions, exported models. */
export {
  drawsInInference,
  evaluateRunWires,
  exportLayersModel,
  exportModelFile,
  exportWeights,
  predictWithRun,
  reportDraws,
  translationGridRequest,
  type WireValuesRequest,
} from './model-inference.js';
