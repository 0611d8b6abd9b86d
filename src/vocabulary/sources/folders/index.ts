export { classNumbersOf } from './class-numbers.js';
export { classNames, findFolders, foldersOf, labelArguments, labelsProblem } from './labels.js';
export { extensionOf, ignoredFilesText, listFiles, type LabelOrigin } from './list-files.js';
