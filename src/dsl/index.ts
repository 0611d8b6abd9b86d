export type * from './document.js';
export type * from './expression/index.js';
export { parseExpression, printExpression, tokenizeExpression } from './expression/index.js';
export {
  importedFiles,
  normalPath,
  partFolder,
  partPath,
  type PartSource,
  type ReadPart,
} from './imports/index.js';
export {
  madeOf,
  namePrefixes,
  nameRoleAt,
  namesInExpression,
  outsideOfTemplate,
  readFunctionSignature,
  splitDataUse,
  type FunctionSignature,
} from './names/index.js';
export {
  filesOfGraph,
  NO_WORDS,
  readOwnWords,
  wordModuleHash,
  wordModulesOf,
  wordsAt,
  wordsOfDocument,
  type ModuleText,
  type WordModuleText,
  type WordsByFile,
  type WordsOfFile,
} from './own-words/index.js';
export { COMMAND_LINE_SOURCE, TEMPLATE_FORMS } from './parameters/index.js';
export { readGraph, type ReadGraphOptions } from './read-graph.js';
export { checkUniqueNames } from './reading/index.js';
export { readLinkedTree, type LinkedTree } from './linked-tree.js';
export { readMadeNames, type MadeNames } from './made-names.js';
export { REPORT_EXPRESSIONS, REPORT_KINDS } from './report-keys.js';
export { schemaWithWords } from './schema-with-words.js';
export { SCHEDULE_FORMS } from './schedule-forms.js';
export { readSyntaxTree } from './syntax-tree.js';
export {
  entriesOfMap,
  findEntry,
  parseYaml,
  valueAtKey,
  type MapTree,
  type ScalarTree,
  type TreeEntry,
  type YamlTree,
} from './text/index.js';
export {
  readSourceTree,
  spanInScalar,
  UnreadableSourceError,
  type SourceCollection,
  type SourceItem,
  type SourceNode,
  type SourceScalar,
  type Span,
} from './text/index.js';
export { findWordDefinition, readWordArguments, type ArgumentsUse } from './word-arguments.js';
