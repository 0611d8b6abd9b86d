export type * from './step-program.js';
