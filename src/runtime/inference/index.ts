export {
  drawsInInference,
  evaluateRunWires,
  exportLayersModel,
  exportModelFile,
  predictWithRun,
  translationGridRequest,
  type WireValuesRequest,
} from './model-inference.js';
