/** Models of Keras 3: what stands in a `.keras` file of a network or model. */
export { buildKerasModel, type KerasModel, type KerasModelResult } from './keras-model.js';
