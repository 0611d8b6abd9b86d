export { buildLayersModel, type LayersModelResult, type TfjsLibraries } from './build-layers-model.js';
