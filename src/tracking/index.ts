/** Runs for programs that track experiments: TensorBoard, MLflow. */
export { writeMlflowRun } from './mlflow/index.js';
export { liveScalars, writeTensorboardRun } from './tensorboard/index.js';
