/** Checks that class lists which meet are the same: the same classes with the same numbers. */
export { checkClassLists } from './check-class-lists.js';
export { classNamesText, sameClassNames } from './class-names.js';
