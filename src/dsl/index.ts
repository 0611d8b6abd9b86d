export type * from './document.js';
export type * from './expression/index.js';
