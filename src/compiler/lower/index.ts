export { lower, type Lowered, type Libraries } from './lower.js';
