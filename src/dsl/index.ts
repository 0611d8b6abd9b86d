export type * from './document.js';
export type * from './expression/index.js';
export { COMMAND_LINE } from './parameters/index.js';
export { readGraph, sourcesOf, type ReadOptions } from './read.js';
export { findWord, readArguments, type Use } from './words.js';
