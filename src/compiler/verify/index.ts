export { verifyProgram } from './verify-program.js';
