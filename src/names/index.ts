export { byName, own, withoutPrototype } from './by-name.js';
export { keysOf } from './keys-of.js';
