export { keysOf } from './keys-of.js';
