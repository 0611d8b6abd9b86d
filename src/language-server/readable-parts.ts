import { compileDocument, type CompiledParts } from '../compiler/index.js';
import { readGraph, type ReadPart } from '../dsl/index.js';

/** At most this many lines are left out. */
const MAX_LINES = 4;

/** What can be compiled of a text with syntax errors if the lines that have them are left out. */
export function partsOfReadableLines(
  text: string,
  file: string,
  readPart: ReadPart,
): CompiledParts | undefined {
  let readable = text;
  for (let left = 0; left <= MAX_LINES; left += 1) {
    const { value, diagnostics } = readGraph(readable, file, { overrides: [], readPart });
    if (value) return compileDocument(value).parts;
    const at = diagnostics.find(({ severity, range }) => severity === 'error' && range?.file === file)?.range
      ?.start;
    if (at === undefined) return undefined;
    const start = readable.lastIndexOf('\n', at - 1) + 1;
    const next = readable.indexOf('\n', start);
    const end = next < 0 ? readable.length : next;
    if (readable.slice(start, end).trim() === '') return undefined;
    readable = readable.slice(0, start) + ' '.repeat(end - start) + readable.slice(end);
  }
  return undefined;
}
