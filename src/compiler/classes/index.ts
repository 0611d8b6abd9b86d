/** Lists of classes that meet: are they the same classes, under the same numbers? */
export { checkClassLists } from './check-class-lists.js';
export { classNamesText, sameClassNames } from './class-names.js';
