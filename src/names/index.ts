export { byName, own, withoutPrototype } from './by-name.js';
