export type * from './document.js';
export type * from './expression/index.js';
export { readGraph, type ReadOptions } from './read.js';
export { findWord, readArguments, type Use } from './words.js';
