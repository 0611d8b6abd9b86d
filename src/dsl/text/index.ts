export { parseYaml, type ParseYamlOptions } from './parse-yaml.js';
export {
  readSourceTree,
  spanInScalar,
  UnreadableSourceError,
  type SourceCollection,
  type SourceItem,
  type SourceNode,
  type SourceScalar,
  type Span,
} from './source-tree.js';
export {
  sourceMapFromOffsets,
  spliceText,
  textOfRange,
  verbatimSourceMap,
  type SourceMap,
} from './source-map.js';
export * from './tree.js';
