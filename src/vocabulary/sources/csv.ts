import { Type } from '../typebox-builders.js';
import { defineTableSource, MISSING_TEXTS } from './files/index.js';

const WORDS_FOR_SEPARATORS: Readonly<Record<string, string>> = { tab: '\t', whitespace: 'whitespace' };

/** Characters that can't part cells: those of numbers, quotes, and ends of lines. */
const NO_SEPARATOR = /^["\r\n.\-+0-9A-Za-z]$/;

export const csvSource = defineTableSource({
  name: 'csv',
  summary: 'A table of text: a row for each example, cells parted by commas or something else; also as .gz.',
  args: {
    separator: Type.String({
      minLength: 1,
      default: ',',
      description: 'What parts cells: a character, `tab`, or `whitespace` for any number of spaces and tabs.',
    }),
    header: Type.Boolean({
      default: true,
      description:
        'Whether the first row has the names of the columns; otherwise they are called 0, 1 and so on.',
    }),
    skip_lines: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 0,
      description: 'How many lines come before the table.',
    }),
    decimal: Type.Union([Type.Literal('.'), Type.Literal(',')], {
      default: '.',
      description: 'What stands before the decimals.',
    }),
    encoding: Type.Union([Type.Literal('utf-8'), Type.Literal('utf-16le'), Type.Literal('latin1')], {
      default: 'utf-8',
      description: 'How the text is written as bytes.',
    }),
    missing_texts: Type.Array(Type.String(), {
      default: [],
      description:
        'Texts that stand for a missing value, beside an empty cell and those that pandas knows (NA, NaN, null, None ...): `["?"]`.',
    }),
  },
  hasLists: false,
  check({ separator, decimal }) {
    const isWord = Object.hasOwn(WORDS_FOR_SEPARATORS, separator);
    if (!isWord && (separator.length !== 1 || NO_SEPARATOR.test(separator))) {
      return {
        ok: false,
        problem: `\`${separator}\` can't part cells`,
        argument: 'separator',
        hint: 'a character such as "," or ";", or the words tab and whitespace',
      };
    }
    if (separator === decimal) {
      return {
        ok: false,
        problem: 'the same character would part cells and stand before the decimals',
        argument: 'decimal',
        hint: 'tables with decimal commas are usually parted by semicolons: separator: ";"',
      };
    }
    return null;
  },
  reading: ({ decimal, missing_texts: own }) => ({ decimal, missing: new Set([...MISSING_TEXTS, ...own]) }),
  open: (file, { separator, header, skip_lines, encoding }, tools) =>
    tools.csv(file, {
      separator: WORDS_FOR_SEPARATORS[separator] ?? separator,
      header,
      skipLines: skip_lines,
      encoding,
    }),
});
