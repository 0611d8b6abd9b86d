export { textSource } from './text.js';
export { wavSource } from './wav.js';
