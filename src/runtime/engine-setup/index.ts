/** Which engines work on this machine; installing and removing the libraries of oneDNN, TensorFlow and WebGPU. */
export { engineToOffer, rememberOffer, type EngineOffer } from './engine-offer.js';
export { probeAllEngines } from './available-engines.js';
export { EngineSetupError, type EngineStatus } from './engine-status.js';
export { addEngine, probeLibraryCopies, removeEngine, type LibraryEngineName } from './library-engines.js';
