import { renderText, type Diagnostic } from '../../src/diagnostics/index.js';
import { readGraph, type Document } from '../../src/dsl/index.js';
import { readPart } from '../support/read-parts.js';

/** A graph's Document; any diagnostic fails the test with its text. */
export function good(text: string, overrides: string[] = [], profile?: string, file = 'g.yaml'): Document {
  const { value, diagnostics } = readGraph(text, file, {
    overrides,
    readPart,
    ...(profile ? { profile } : {}),
  });
  if (diagnostics.length > 0 || !value) {
    throw new Error(renderText(diagnostics, value?.sources ?? new Map([[file, text]])));
  }
  return value;
}

/** `code "what it points at"` for each diagnostic, in order of place. */
export function faults(text: string, overrides: string[] = [], profile?: string): string[] {
  const { diagnostics } = readGraph(text, 'g.yaml', { overrides, ...(profile ? { profile } : {}) });
  const sources = new Map([
    ['g.yaml', text],
    ['<command line>', overrides.join(' ')],
  ]);
  const pointed = ({ range }: Diagnostic) =>
    range ? `"${sources.get(range.file)!.slice(range.start, range.end)}"` : '-';
  return [...diagnostics]
    .sort((a, b) => (a.range?.start ?? 0) - (b.range?.start ?? 0))
    .map((diagnostic) => `${diagnostic.code} ${pointed(diagnostic)}`);
}
