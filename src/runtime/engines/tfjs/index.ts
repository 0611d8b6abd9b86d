export { tfjsEngine } from './engine.js';
export { findTfjsNode, TfjsNodeUnusable, tfjsNodeEngine } from './node.js';
export { mendCpuKernels } from './mended/index.js';
