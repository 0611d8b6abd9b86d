import {
  applyEdits,
  mapToTextBeforeEdit,
  finalizeDiagnostics,
  withVerifiedSuggestions,
  type Diagnostic,
  type TextEdit,
  type Sources,
} from '../diagnostics/index.js';
import {
  COMMAND_LINE_SOURCE,
  readGraph,
  type Document,
  type PartSource,
  type ReadGraphOptions,
  type ReadPart,
} from '../dsl/index.js';
import { compileDocument, type CompiledDocument, type CompiledParts } from './compile-document.js';
import { withNamesAsWritten } from './names-as-written.js';
import type { ReadWeights } from './compile-context.js';
import type { Program } from './program.js';

export interface CheckedGraph {
  /** All diagnostics, ready for display. */
  diagnostics: Diagnostic[];
  /** The texts that ranges refer to. */
  sources: Sources;
  /** Absent if the text could not be parsed at all. */
  document?: Document;
  /** Absent after an error. */
  program?: Program;
  /** What could be compiled, also after an error; absent if there is no document. */
  parts?: CompiledParts;
  /** The fields of a data set; absent if there is no document. */
  exampleWires?: CompiledDocument['exampleWires'];
}

export interface CheckGraphOptions extends ReadGraphOptions {
  /** Reads the files with weights that the graph names; without it they are taken to fit. */
  readWeights?: ReadWeights;
}

/** Reads and compiles a graph with its parts, and verifies every suggested edit. */
export function checkGraph(text: string, file: string, given: CheckGraphOptions): CheckedGraph {
  const { readPart } = given;
  // Edits are tried by reading the graph again.
  const options = readPart ? { ...given, readPart: cached(readPart) } : given;
  return checkAfterSyntaxRepair(
    checkWithVerifiedSuggestions(text, file, options),
    { text, file, options },
    0,
  );
}

function cached(readPart: ReadPart): ReadPart {
  const known = new Map<string, PartSource>();
  return (file) => {
    const source = known.get(file) ?? readPart(file);
    known.set(file, source);
    return source;
  };
}

/**
 * At most this many syntax errors are repaired to continue checking, in a text of at most MAX_REPAIRED_TEXT
 * characters.
 */
const MAX_SYNTAX_REPAIRS = 8;
const MAX_REPAIRED_TEXT = 50_000;

/**
 * A YAML syntax error hides everything else. If its suggestion repairs it, the repaired text is checked and those
 * diagnostics are reported too.
 */
function checkAfterSyntaxRepair(
  checked: CheckedGraph,
  { text, file, options }: { text: string; file: string; options: CheckGraphOptions },
  repairsLeft: number,
): CheckedGraph {
  const edit = checked.diagnostics
    .filter(({ code }) => code === 'yaml-syntax' || code === 'unquoted-reference')
    .flatMap(({ suggestion }) =>
      suggestion?.range?.file === file && suggestion.replacement !== undefined
        ? [{ range: suggestion.range, replacement: suggestion.replacement }]
        : [],
    )[0];
  if (checked.document || !edit || repairsLeft >= MAX_SYNTAX_REPAIRS || text.length > MAX_REPAIRED_TEXT)
    return checked;
  const repaired = applyEdits(text, file, [edit]);
  const next = checkAfterSyntaxRepair(
    checkWithVerifiedSuggestions(repaired, file, options),
    { text: repaired, file, options },
    repairsLeft + 1,
  );
  const own = checked.diagnostics;
  const more = next.diagnostics.map((diagnostic) => mapToTextBeforeEdit(diagnostic, edit));
  return { ...checked, diagnostics: finalizeDiagnostics([...own, ...more], checked.sources) };
}

function checkWithVerifiedSuggestions(text: string, file: string, options: CheckGraphOptions): CheckedGraph {
  const compiled = readAndCompile(text, file, options);
  const { diagnostics, sources, document } = compiled;
  const tried = withVerifiedSuggestions(diagnostics, sources, {
    check: (edits) =>
      readAndCompile(
        applyEdits(text, file, edits),
        file,
        withEditedParts(withEditedOverrides(options, edits), edits),
      ).diagnostics,
    cost: textLength(sources) + VALUE_COST * countValues(document?.resolved),
  });
  return { ...compiled, diagnostics: tried };
}

function readAndCompile(text: string, file: string, options: CheckGraphOptions): CheckedGraph {
  const read = readGraph(text, file, options);
  const document = read.value;
  const compiled = document ? compileDocument(document, options.readWeights) : undefined;
  const { sources } = read;
  // After a syntax error, something may seem unused or empty only because a part could not be read.
  const unread = read.diagnostics.some(({ severity }) => severity === 'error');
  const more = (compiled?.diagnostics ?? []).filter(
    ({ code, severity }) =>
      !unread || !(code === 'empty-graph' || (code === 'unused' && severity === 'warning')),
  );
  const found = finalizeDiagnostics([...read.diagnostics, ...more], sources);
  const diagnostics = found.map((one) => withNamesAsWritten(one, read.parts));
  const broken = diagnostics.some(({ severity }) => severity === 'error');
  const program = broken ? undefined : compiled?.value;
  return {
    diagnostics,
    sources,
    ...(document ? { document } : {}),
    ...(program ? { program } : {}),
    ...(compiled ? { parts: compiled.parts, exampleWires: compiled.exampleWires } : {}),
  };
}

/** Cost of checking one value, in characters. */
const VALUE_COST = 20;

const textLength = (sources: Sources): number =>
  [...sources.values()].reduce((sum, { length }) => sum + length, 0);

/** The parts with edits in their files. */
function withEditedParts(options: CheckGraphOptions, edits: readonly TextEdit[]): CheckGraphOptions {
  const { readPart } = options;
  return readPart ? { ...options, readPart: editedParts(readPart, edits) } : options;
}

/** Reads parts with edits in their files. */
export const editedParts =
  (readPart: ReadPart, edits: readonly TextEdit[]): ReadPart =>
  (file) => {
    const source = readPart(file);
    return 'text' in source ? { text: applyEdits(source.text, file, edits) } : source;
  };

/** Number of values of a graph after its loops are unrolled. */
function countValues(resolved: unknown): number {
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

/** Ranges of overrides refer to the concatenation of all overrides. */
function withEditedOverrides(options: CheckGraphOptions, edits: readonly TextEdit[]): CheckGraphOptions {
  const own = edits.filter(({ range }) => range.file === COMMAND_LINE_SOURCE);
  if (own.length === 0) return options;
  let start = 0;
  const overrides = options.overrides.map((override) => {
    const end = start + override.length;
    const inside = own.filter(({ range }) => range.start >= start && range.end <= end);
    const offset = start;
    start = end + 1;
    const relativeEdits = inside.map(({ range, replacement }) => ({
      range: { ...range, start: range.start - offset, end: range.end - offset },
      replacement,
    }));
    return applyEdits(override, COMMAND_LINE_SOURCE, relativeEdits);
  });
  return { ...options, overrides };
}
