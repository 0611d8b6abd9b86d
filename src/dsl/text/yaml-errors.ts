import type { YAMLParseError } from 'yaml';
import type { Finding } from '../../diagnostics/index.js';

/** One of yaml's errors in our words. `text` is the source that the error's positions point into. */
export function yamlFinding(error: YAMLParseError, text: string): Omit<Finding, 'range'> {
  const reference = /\$\{[^}\n]*\}?/.exec(text.slice(lineStart(text, error.pos[0])));
  const inFlow = reference && error.pos[0] - lineStart(text, error.pos[0]) >= reference.index;
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { code: 'bad-indentation', message: 'a tab can not indent', help: 'use spaces' };
    case 'BAD_INDENT':
      return /must end with a|and end with a/.test(error.message)
        ? unclosed(error.message)
        : {
            code: 'bad-indentation',
            message: 'this line is indented differently from the lines it belongs to',
            help: 'keys of one map stand in the same column',
          };
    case 'MISSING_CHAR':
      if (/end with a/.test(error.message)) return unclosed(error.message);
      if (/closing/.test(error.message)) {
        return { code: 'unclosed-bracket', message: 'this quote is not closed' };
      }
      if (inFlow && /flow (sequence|map)/.test(error.message)) return unquoted(reference[0]);
      if (/map values/.test(error.message)) {
        return {
          code: 'yaml-syntax',
          message: 'a key and a colon are expected here',
          help: 'write `key: value`',
        };
      }
      break;
    case 'UNEXPECTED_TOKEN':
      if (inFlow && /node end/.test(error.message)) return unquoted(reference[0]);
      if (/on same line with key/.test(error.message)) {
        return {
          code: 'yaml-syntax',
          message: 'a list can not begin on the line of its key',
          help: 'put each `- item` on a line of its own below the key, or write [a, b]',
        };
      }
      if (/flow-(map|seq)-end/.test(error.message)) {
        return { code: 'unclosed-bracket', message: 'this bracket closes nothing' };
      }
      break;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        code: 'yaml-syntax',
        message: 'a value on the line of its key can not hold another key',
        help: 'put a text with a colon in quotes; put the keys of a map on lines of their own, indented',
      };
    case 'BAD_SCALAR_START':
      return {
        code: 'yaml-syntax',
        message: `a text can not begin with ${text[error.pos[0]] ?? 'this character'}`,
        help: 'put it in quotes',
      };
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'yaml-syntax',
        message: 'double quotes do not know this escape',
        help: "write \\\\ for a backslash, or use single quotes: '...'",
      };
    case 'MULTIPLE_DOCS':
      return {
        code: 'several-documents',
        message: 'a second document begins here; a file holds one graph',
        help: 'put it in a file of its own',
      };
    default:
  }
  return { code: 'yaml-syntax', message: `this is not valid YAML: ${error.message}` };
}

const unquoted = (reference: string): Omit<Finding, 'range'> => ({
  code: 'unquoted-reference',
  message: 'a reference between braces or brackets needs quotes',
  help: `write "${reference}"`,
});

function unclosed(message: string): Omit<Finding, 'range'> {
  const [, kind, mark] = /(sequence|map).*end with a (.)/.exec(message) ?? [];
  return {
    code: 'unclosed-bracket',
    message: `the ${kind === 'map' ? '{' : '['} before this place is not closed`,
    ...(mark ? { help: `close it with ${mark}` } : {}),
  };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
