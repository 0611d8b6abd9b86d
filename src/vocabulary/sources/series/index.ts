export { textFileSource } from './text-file.js';
export { wavSource } from './wav.js';
