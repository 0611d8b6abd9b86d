export { prepareBackend, tfjsEngine } from './engine.js';
export { LIST_INPUT_KERNELS } from './replay.js';
export { findTfjsNode, TfjsNodeUnavailableError, tfjsNodeEngine } from './tfjs-node.js';
export { correctCpuKernels } from './corrected-kernels/index.js';
