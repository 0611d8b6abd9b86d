export { compileArgMax } from './compile-argmax.js';
export { collapsedSides, compileBroadcast, type Side } from './compile-broadcast.js';
