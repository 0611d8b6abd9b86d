export { compileNetworks } from './compile-networks.js';
export { inputType } from './input-type.js';
