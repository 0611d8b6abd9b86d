import { parseYaml, type YamlTree } from './text/index.js';

/**
 * The text as it is written: parameters not substituted, loops not unrolled. After a syntax error, what the YAML parser
 * recovers; undefined if that is nothing. For editors, whose texts are incomplete most of the time.
 */
export const readSyntaxTree = (text: string, file: string): YamlTree | undefined =>
  parseYaml(text, file, () => undefined, { recover: true });
