export { parseYaml, type ParseOptions } from './parse.js';
export { mapped, verbatim, type TextMap } from './text-map.js';
export * from './tree.js';
