export { parseYaml, type ParseYamlOptions } from './parse-yaml.js';
export { sourceMapFromOffsets, verbatimSourceMap, type SourceMap } from './source-map.js';
export * from './tree.js';
