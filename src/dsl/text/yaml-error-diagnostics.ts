import type { YAMLParseError } from 'yaml';
import type { DiagnosticInit } from '../../diagnostics/index.js';
import { commentStart, lineContaining, openDelimitersAt } from './open-delimiters.js';
import type { RangeOf } from './range-of.js';
import { syntaxTypoNear } from './syntax-typos.js';

/**
 * Translates an error of the `yaml` package to a diagnostic at the cause: `yaml` reports the position where parsing
 * could not continue.
 *
 * @param text the source that the error's positions point into
 */
export function yamlErrorDiagnostic(error: YAMLParseError, text: string, rangeOf: RangeOf): DiagnosticInit {
  return syntaxTypoNear(error, text, rangeOf) ?? diagnosticByErrorCode(error, text, rangeOf);
}

function diagnosticByErrorCode(error: YAMLParseError, text: string, rangeOf: RangeOf): DiagnosticInit {
  const [start, end] = error.pos;
  const range = rangeOf(start, end);
  const line = lineContaining(text, start);
  const reference = /\$\{[^}\n]*\}?/.exec(text.slice(line.start));
  const inFlow = reference && start - line.start >= reference.index;
  const unquoted = (): DiagnosticInit => {
    const begin = line.start + reference!.index;
    const quoted = `"${reference![0]}"`;
    return {
      code: 'unquoted-reference',
      message: 'a reference between braces or brackets needs quotes',
      range,
      help: {
        message: `write ${quoted}`,
        range: rangeOf(begin, begin + reference![0].length),
        replacement: quoted,
        otherwise: 'put the whole value in quotes',
      },
    };
  };
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return {
        code: 'bad-indentation',
        message: 'a tab can not indent a line',
        range,
        help: 'indent with spaces',
      };
    case 'BAD_INDENT':
      if (/end with a/.test(error.message)) return unclosedBracket(text, start, rangeOf);
      return misalignedLine(text, start, rangeOf);
    case 'MISSING_CHAR':
      if (inFlow && /flow (sequence|map)/.test(error.message)) return unquoted();
      if (/end with a/.test(error.message)) return unclosedBracket(text, start, rangeOf);
      if (/closing/.test(error.message)) return unclosedQuote(text, start, rangeOf);
      if (/map values/.test(error.message)) {
        return {
          code: 'yaml-syntax',
          message: 'a key and a colon are expected here',
          range,
          help: 'write `key: value`',
        };
      }
      break;
    case 'UNEXPECTED_TOKEN':
      if (inFlow && /node end/.test(error.message)) return unquoted();
      if (/on same line with key/.test(error.message)) {
        return {
          code: 'yaml-syntax',
          message: 'a list can not begin on the line of its key',
          range,
          help: 'put each `- item` on a line of its own below the key, or write [a, b]',
        };
      }
      if (/flow-(map|seq)-end/.test(error.message)) {
        return {
          code: 'unclosed-bracket',
          message: `this ${text[start] ?? 'bracket'} closes nothing`,
          range,
          help: { message: 'take it out', range, replacement: '' },
        };
      }
      if (/node end/.test(error.message) && /["']/.test(text.slice(line.start, start))) {
        return {
          code: 'yaml-syntax',
          message: 'something stands behind the end of a text in quotes',
          range,
          help: `put all of the value between the quotes; a quote inside of them is written '' or \\"`,
        };
      }
      if (/Block scalar header|Not a YAML token/.test(error.message)) {
        const value = line.text.slice(0, commentStart(line.text)).search(/[>|][^>|]*$/);
        if (value >= 0) return unquotedIndicator(text, line.start + value, rangeOf);
      }
      break;
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        code: 'yaml-syntax',
        message: 'a value on the line of its key can not hold another key',
        range,
        help: 'put a text with a colon in quotes; put the keys of a map on lines of their own, indented',
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return {
        code: 'yaml-syntax',
        message: 'this is read as a key that goes on in the next line',
        range: rangeOf(start, Math.min(end, line.end)),
        help: 'write `key: value`, or indent what belongs to the line above',
      };
    case 'KEY_OVER_1024_CHARS':
      return {
        code: 'yaml-syntax',
        message: 'a key is at most 1,024 characters long',
        range: rangeOf(start, Math.min(end, start + 60)),
        help: 'give it a shorter name',
      };
    case 'BAD_SCALAR_START':
      return unquotedIndicator(text, start, rangeOf);
    case 'BAD_ALIAS':
      if (/empty/.test(error.message)) return unquotedIndicator(text, start, rangeOf);
      break;
    case 'BAD_DQ_ESCAPE':
      return {
        code: 'yaml-syntax',
        message: 'double quotes do not know this escape',
        range,
        help: "write \\\\ for a backslash, or use single quotes: '...'",
      };
    case 'MULTIPLE_DOCS':
      return {
        code: 'several-documents',
        message: 'a second document begins here; a file holds one graph',
        range,
        help: 'put it in a file of its own',
      };
    default:
  }
  return { code: 'yaml-syntax', message: `this is not valid YAML: ${error.message}`, range };
}

/** A value that begins with a YAML indicator. */
function unquotedIndicator(text: string, start: number, rangeOf: RangeOf): DiagnosticInit {
  const line = lineContaining(text, start);
  const rest = line.text.slice(start - line.start, Math.max(commentStart(line.text), start - line.start + 1));
  // Inside brackets, a value ends at a comma or a bracket.
  const value = (openDelimitersAt(text, start).bracket ? rest.split(/[,\]}]/, 1)[0]! : rest).trimEnd();
  const range = rangeOf(start, start + Math.max(1, value.length));
  const quoted = JSON.stringify(value);
  return {
    code: 'yaml-syntax',
    message: `a text that begins with ${value[0] ?? 'this sign'} needs quotes, since ${value[0] ?? 'it'} has a meaning of its own in YAML`,
    range,
    help: { message: `write ${quoted}`, range, replacement: quoted, otherwise: 'put it in quotes' },
  };
}

/** A quote that is not closed before the end of the file. */
function unclosedQuote(text: string, offset: number, rangeOf: RangeOf): DiagnosticInit {
  const { quote } = openDelimitersAt(text, offset);
  if (!quote)
    return { code: 'unclosed-bracket', message: 'a quote is not closed', range: rangeOf(offset, offset) };
  const line = lineContaining(text, quote.start);
  const mark = quote.text[0]!;
  const end = line.start + line.text.trimEnd().length;
  return {
    code: 'unclosed-bracket',
    message: 'this quote is not closed',
    range: rangeOf(quote.start, end),
    help: {
      message: `close it with ${mark} at the end of the line`,
      range: rangeOf(end - 1, end),
      replacement: text.slice(end - 1, end) + mark,
      otherwise: `close it with ${mark} where the text ends`,
    },
  };
}

function unclosedBracket(text: string, offset: number, rangeOf: RangeOf): DiagnosticInit {
  const { bracket } = openDelimitersAt(text, offset);
  if (!bracket) {
    return { code: 'unclosed-bracket', message: 'a bracket is not closed', range: rangeOf(offset, offset) };
  }
  const { start } = bracket;
  const mark = bracket.text === '{' ? '}' : ']';
  const line = lineContaining(text, start);
  const comment = commentStart(line.text);
  if (comment < line.text.length && line.text.slice(comment).includes(mark)) {
    return {
      code: 'unclosed-bracket',
      message: `a # begins a comment, so the ${mark} behind it is not read`,
      range: rangeOf(line.start + comment, line.end),
      notes: [{ message: `this ${bracket.text} is not closed`, range: rangeOf(start, start + 1) }],
      help: `put the comment behind the ${mark}, or the # in quotes`,
    };
  }
  // If there is another kind of bracket instead, the missing one is inserted before it; otherwise at the end of the
  // line.
  const wrong = offset <= line.end && offset > start ? offset : line.start + line.text.trimEnd().length;
  return {
    code: 'unclosed-bracket',
    message: `this ${bracket.text} is not closed`,
    range: rangeOf(start, start + 1),
    help: {
      message: `close it with ${mark}`,
      range: rangeOf(wrong - 1, wrong),
      replacement: text.slice(wrong - 1, wrong) + mark,
      otherwise: `close it with ${mark} where it ends`,
    },
  };
}

/** A line whose indentation matches no line around it. */
function misalignedLine(text: string, offset: number, rangeOf: RangeOf): DiagnosticInit {
  const line = lineContaining(text, offset);
  const indent = /^ */.exec(line.text)![0].length;
  const word = /^[^\s:]+/.exec(line.text.slice(indent))?.[0] ?? '';
  const range = rangeOf(line.start + indent, line.start + indent + Math.max(1, word.length));
  const above =
    text
      .slice(0, line.start)
      .split('\n')
      .findLast((one) => /^\s*[^\s#]/.test(one)) ?? '';
  const wanted = /^ */.exec(above)![0].length;
  const otherwise =
    'keys of one map stand in the same column, and what belongs to a key stands further right';
  return {
    code: 'bad-indentation',
    message: 'this line is indented differently from the lines it belongs to',
    range,
    help: {
      message: `begin it in the column of the line above, with ${wanted} ${wanted === 1 ? 'space' : 'spaces'}`,
      range: rangeOf(line.start, line.start + indent + 1),
      replacement: ' '.repeat(wanted) + line.text.slice(indent, indent + 1),
      otherwise,
    },
  };
}
