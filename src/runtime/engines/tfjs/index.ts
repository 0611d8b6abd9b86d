export { prepareBackend, tfjsEngine } from './engine.js';
export { LIST_INPUT_KERNELS } from './replay.js';
export { openReplaySession, type ReplayOptions } from './replay-session.js';
export { findTfjsNode, TfjsNodeUnavailableError, tfjsNodeEngine } from './tfjs-node.js';
export {
  convolutionInfo,
  correctCpuKernels,
  isDilatedGradient,
  registerCorrections,
  type KernelCorrections,
} from './corrected-kernels/index.js';
