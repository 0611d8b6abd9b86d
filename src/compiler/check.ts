import {
  edited,
  unedited,
  settled,
  withTriedSuggestions,
  type Diagnostic,
  type Edit,
  type Sources,
} from '../diagnostics/index.js';
import { COMMAND_LINE, readGraph, sourcesOf, type Document, type ReadOptions } from '../dsl/index.js';
import { compile } from './compile.js';
import type { Program } from './program.js';

export interface CheckedGraph {
  /** Everything that is wrong with it, fit to be shown. */
  diagnostics: Diagnostic[];
  /** The texts that ranges point into. */
  sources: Sources;
  /** Absent if the text could not be understood at all. */
  document?: Document;
  /** Absent after an error. */
  program?: Program;
}

/** Reads and compiles a graph, and tries every edit that it suggests before it is suggested. */
export function checkGraph(text: string, file: string, options: ReadOptions): CheckedGraph {
  return goOn(checkAndTry(text, file, options), { text, file, options }, 0);
}

/** So many slips that keep the text from being read are told at once, in a text of at most so many characters. */
const SLIPS = 8;
const LONGEST = 50_000;

/**
 * What YAML can't read hides all that stands in the file. Where it is known how to mend it, the rest is read as mended,
 * and told as well.
 */
function goOn(
  checked: CheckedGraph,
  { text, file, options }: { text: string; file: string; options: ReadOptions },
  slips: number,
): CheckedGraph {
  const edit = checked.diagnostics
    .filter(({ code }) => code === 'yaml-syntax' || code === 'unquoted-reference')
    .flatMap(({ suggestion }) =>
      suggestion?.range?.file === file && suggestion.replacement !== undefined
        ? [{ range: suggestion.range, replacement: suggestion.replacement }]
        : [],
    )[0];
  if (checked.document || !edit || slips >= SLIPS || text.length > LONGEST) return checked;
  const mended = edited(text, file, [edit]);
  const next = goOn(checkAndTry(mended, file, options), { text: mended, file, options }, slips + 1);
  const own = checked.diagnostics;
  const more = next.diagnostics.map((diagnostic) => unedited(diagnostic, edit));
  return { ...checked, diagnostics: settled([...own, ...more], checked.sources) };
}

function checkAndTry(text: string, file: string, options: ReadOptions): CheckedGraph {
  const sources = sourcesOf(file, text, options.overrides);
  const { diagnostics, document, program } = checkOnce(text, file, options);
  const tried = withTriedSuggestions(diagnostics, sources, {
    check: (edits) =>
      checkOnce(edited(text, file, edits), file, withEditedOverrides(options, edits)).diagnostics,
    cost: text.length + VALUE * valuesIn(document?.resolved),
  });
  return {
    diagnostics: tried,
    sources,
    ...(document ? { document } : {}),
    ...(program ? { program } : {}),
  };
}

function checkOnce(text: string, file: string, options: ReadOptions): Omit<CheckedGraph, 'sources'> {
  const read = readGraph(text, file, options);
  const document = read.value;
  const compiled = document ? compile(document) : { diagnostics: [] };
  const sources = sourcesOf(file, text, options.overrides);
  // After an error, what seems to be unused or empty may be what could not be read.
  const unread = read.diagnostics.some(({ severity }) => severity === 'error');
  const more = compiled.diagnostics.filter(
    ({ code, severity }) =>
      !unread || !(code === 'empty-graph' || (code === 'unused' && severity === 'warning')),
  );
  const diagnostics = settled([...read.diagnostics, ...more], sources);
  const broken = diagnostics.some(({ severity }) => severity === 'error');
  const program = 'value' in compiled && !broken ? compiled.value : undefined;
  return { diagnostics, ...(document ? { document } : {}), ...(program ? { program } : {}) };
}

/** What it costs to check a value, in characters. */
const VALUE = 20;

/** How many values a graph has after its loops are unrolled. */
function valuesIn(resolved: unknown): number {
  let count = 0;
  const waiting = [resolved];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    count += 1;
    if (typeof next === 'object' && next !== null) {
      for (const value of Object.values(next)) waiting.push(value ?? 0);
    }
  }
  return count;
}

/** Overrides stand one after the other in the text that their ranges point into. */
function withEditedOverrides(options: ReadOptions, edits: readonly Edit[]): ReadOptions {
  const own = edits.filter(({ range }) => range.file === COMMAND_LINE);
  if (own.length === 0) return options;
  let start = 0;
  const overrides = options.overrides.map((override) => {
    const end = start + override.length;
    const inside = own.filter(({ range }) => range.start >= start && range.end <= end);
    const offset = start;
    start = end + 1;
    const moved = inside.map(({ range, replacement }) => ({
      range: { ...range, start: range.start - offset, end: range.end - offset },
      replacement,
    }));
    return edited(override, COMMAND_LINE, moved);
  });
  return { ...options, overrides };
}
