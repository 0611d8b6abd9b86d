export {
  loadOrt,
  ortFolder,
  ortVersion,
  TESTED_ONNXRUNTIME_VERSION,
  type Ort,
  type OrtSession,
  type OrtTensor,
} from './library.js';
