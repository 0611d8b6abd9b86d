export type * from './program.js';
