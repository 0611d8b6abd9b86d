/** Files with weights: of Keras, TensorFlow.js and PyTorch. What is in them, and their numbers. */
export { readKerasConfig } from './read-keras-config.js';
export { openWeightFile } from './open-weight-file.js';
export {
  followRecipe,
  shapeOfRecipe,
  type TensorRecipe,
  type TensorStep,
  type TensorValue,
} from './tensor-recipe.js';
export {
  WEIGHT_FILE_ENDINGS,
  type OpenedWeightFile,
  type WeightFile,
  type WeightTensor,
} from './weight-file.js';
