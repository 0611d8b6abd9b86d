export { augmentationSchema } from './augmentation.js';
export {
  callComposite,
  presentInputs,
  type CompositeGradient,
  type CompositeOperation,
  type CompositeRecorder,
} from './composite.js';
export { drawsNoise, stopsGradient } from './layer-properties.js';
export { foreignWordHelp, foreignWords, type ForeignKind } from './foreign-words.js';
export { FLOAT32, inFloat32, float32RangeProblem } from './float32.js';
export { constraints } from './constraints/index.js';
export { functions } from './functions/index.js';
export { initializers } from './initializers/index.js';
export { layers } from './layers/index.js';
export { optimizers } from './optimizers/index.js';
export {
  noteFailedModule,
  noteUntrustedModule,
  registerModule,
  WordError,
  wordId,
  wordModule,
  wordName,
  type OwnWords,
  type WordModule,
} from './own-words/index.js';
export { regularizers } from './regularizers/index.js';
export { solvers } from './solvers/index.js';
export { Type, type Static, type TObject, type TSchema } from './typebox-builders.js';
export { cellReader, MISSING_TEXTS, sources } from './sources/index.js';
export { equalShapes, isImageShape, shapeSize, shapeText } from './tensor-shape.js';
export type * from './definition-types.js';
export type { SolverDefinition, SolverProblem, SolverShapes } from './solvers/index.js';
export type { WeightRuleUse } from './weight-rules.js';
