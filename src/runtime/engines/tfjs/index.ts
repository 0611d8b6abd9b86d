export { tfjsEngine } from './engine.js';
export { mendCpuKernels } from './mended/index.js';
