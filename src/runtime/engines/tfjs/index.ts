export { tfjsEngine } from './engine.js';
export { findTfjsNode, TfjsNodeUnavailableError, tfjsNodeEngine } from './tfjs-node.js';
export { correctCpuKernels } from './corrected-kernels/index.js';
