export { inOneSum } from './mat-mul.js';
