export { nullPrototypeRecord, ownValue, toNullPrototype } from './null-prototype.js';
export { keysOf } from './keys-of.js';
