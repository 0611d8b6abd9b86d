export { compileNetworks } from './networks.js';
export { inputType } from './inputs.js';
