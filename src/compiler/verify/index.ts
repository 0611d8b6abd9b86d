export { verifyProgram } from './verify.js';
