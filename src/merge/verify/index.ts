export { compileResult, type CompiledResult } from './compile-result.js';
export { shiftedPaths } from './shifted-paths.js';
export { shiftedSelectors } from './shifted-selectors.js';
