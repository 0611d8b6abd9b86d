/** What comes out of a model, as files. */
export { valuesOf, type Output, type Source } from './answers.js';
export { outputsCsv } from './csv.js';
export { exampleStem, fileStems } from './file-stems.js';
export { jsonText } from './json.js';
export { npzBytes } from './npz.js';
