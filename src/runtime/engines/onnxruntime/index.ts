export { ortFolder, ortVersion, TESTED_ONNXRUNTIME_VERSION } from './library.js';
export { loadOrt } from './load.js';
export { loadNodeBinding, nodeRuntime, type NodeBinding } from './node-binding.js';
export { sessionOptions } from './session-options.js';
export type {
  OrtElementType,
  OrtPorts,
  OrtSession,
  OrtTensor,
  OrtTensorData,
  OrtTensorDataOf,
  Ort,
} from './runtime.js';
