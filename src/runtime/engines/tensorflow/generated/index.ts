/** TensorFlow's protocol buffers: messages to be written (see tensorflow.proto). */
export { tensorflow as proto } from './tensorflow.js';
