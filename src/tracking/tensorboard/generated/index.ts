/** TensorBoard's protocol buffers: messages to be written (see tensorboard.proto). */
export { tensorboard as proto } from './tensorboard.js';
