export { withCallQueue } from './call-queue.js';
export { threadedEngine } from './engine.js';
