/** What goes into a model: files that people name, and the examples in them. */
export { findFiles, isTable, type FoundFile } from './find-files.js';
export { encodeExamplePng, loadImageFile, type LoadedImage } from './image-files.js';
export type { Example, ModelInput } from './model-input.js';
export { encodeNpy } from './npy.js';
export { readExamples, type ReadNotes } from './read-examples.js';
