/** Lists of classes that meet: are they the same classes, under the same numbers? */
export { checkClasses } from './check.js';
export { listed, sameNames } from './names.js';
