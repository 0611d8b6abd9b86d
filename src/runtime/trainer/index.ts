export { measure, valuesOf, type Sample } from './measure.js';
export { predict } from './predict.js';
export { inferenceWires } from './models.js';
export { Stopped, TrainingProblem } from './problem.js';
export { train } from './train.js';
export type { Trained, Training } from './training.js';
export { weightsOf, type State } from './weights.js';
