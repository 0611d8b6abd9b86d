/** Weights from files of other programs: which tensor of a file is which weight of a network. */
export { compileLoad } from './compile-load.js';
