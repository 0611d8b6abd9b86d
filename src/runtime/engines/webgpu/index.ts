/** tfjs's WebGPU kernels on Dawn: where the packages are, how they are brought and loaded. */
export { findAllWebgpu, findWebgpu, WebgpuUnavailableError, type FoundWebgpu } from './find-library.js';
export {
  installWebgpu,
  uninstallWebgpu,
  webgpuInstallFolder,
  type WantedPackage,
  type WebgpuInstallOptions,
} from './install-library.js';
export { loadWebgpu } from './load-library.js';
export { DAWN_PACKAGE, KERNELS_PACKAGE, KERNELS_FILE, dawnFolder } from './packages.js';
export { webgpuEngine } from './engine.js';
