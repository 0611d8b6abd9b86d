export { detectNchwcBlockSize } from './onnxruntime-session.js';
export { exportOnnxModel } from './export-model.js';
export { runExportedOnnxModel } from './run-exported-model.js';
export { onnxEngine, type OnnxEngineOptions } from './engine.js';
export { explainLoweringOnThisMachine, type ExplainedLayer, type ExplainedStep } from './explain-lowering.js';
