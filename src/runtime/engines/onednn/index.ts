/** oneDNN: where its library is, how it is brought and loaded. */
export { TESTED_ONEDNN_VERSION, ONEDNN_JARS, onednnJar, type OnednnJar } from './archives.js';
export {
  findAllOnednn,
  findOnednn,
  OnednnUnavailableError,
  type FoundOnednn,
  type OnednnSearchOptions,
} from './find-library.js';
export {
  describeOnednnDownload,
  installOnednn,
  onednnInstallFolder,
  uninstallOnednn,
  type OnednnInstallOptions,
} from './install-library.js';
export { loadOnednn, type LoadedOnednn } from './load-library.js';
export { onednnEngine, type OnednnEngineOptions } from './engine.js';
