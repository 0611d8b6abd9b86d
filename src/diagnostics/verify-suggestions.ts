import type { Diagnostic, SourceRange, Sources, Suggestion } from './diagnostic.js';

/** What a check of the texts would find after an edit, and how much work one check is. */
export interface EditChecker {
  check(edits: readonly TextEdit[]): readonly Diagnostic[];
  /** In characters read and values made of them. */
  cost: number;
}

export interface TextEdit {
  range: SourceRange;
  replacement: string;
}

/** So much work may go into trying suggestions; what goes beyond it is tried all at once. */
const MAX_CHECK_COST = 200_000;

/**
 * The diagnostics with suggestions that help: each edit is made and the graph checked again. One that leaves its error,
 * or brings another to its place, is no help; what the suggestion has instead is said then, or nothing.
 */
export function withVerifiedSuggestions(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  checker: EditChecker,
): Diagnostic[] {
  const edits = diagnostics.flatMap((diagnostic) => {
    const edit = editOf(diagnostic.suggestion);
    return edit && sources.has(edit.range.file) ? [{ diagnostic, edit }] : [];
  });
  if (edits.length === 0) return diagnostics.map((one) => withSuggestionOutcome(one, true));
  const had = new Set(diagnostics.map(({ code }) => code));
  const good = new Set<Diagnostic>();
  let work = 0;
  const rest: typeof edits = [];
  for (const one of edits) {
    work += checker.cost;
    // The first is tried in any case: a large graph with one slip is the usual one.
    if (work > MAX_CHECK_COST && one !== edits[0]) rest.push(one);
    else if (checkAfterEdits(checker, [one.edit], had)(one)) good.add(one.diagnostic);
  }
  const together = nonOverlapping(rest);
  if (together.length > 0) {
    const helps = checkAfterEdits(
      checker,
      together.map(({ edit }) => edit),
      had,
    );
    for (const one of together) if (helps(one)) good.add(one.diagnostic);
  }
  return diagnostics.map((one) => withSuggestionOutcome(one, good.has(one)));
}

const editOf = (suggestion: Suggestion | undefined): TextEdit | undefined =>
  suggestion?.range && suggestion.replacement !== undefined
    ? { range: suggestion.range, replacement: suggestion.replacement }
    : undefined;

/** Without the edit, or what is said in its place, where it does not help. */
function withSuggestionOutcome(diagnostic: Diagnostic, helps: boolean): Diagnostic {
  const { suggestion, ...rest } = diagnostic;
  if (!suggestion) return diagnostic;
  const { otherwise, ...whole } = suggestion;
  if (helps || editOf(suggestion) === undefined) return { ...rest, suggestion: whole };
  return otherwise === undefined ? rest : { ...rest, suggestion: { message: otherwise } };
}

/** Edits that do not overlap, of those the first ones. */
function nonOverlapping<T extends { edit: TextEdit }>(edits: readonly T[]): T[] {
  const taken: T[] = [];
  const ends = new Map<string, number>();
  for (const one of [...edits].sort((a, b) => a.edit.range.start - b.edit.range.start)) {
    const { file, start, end } = one.edit.range;
    if (start < (ends.get(file) ?? -1)) continue;
    ends.set(file, end);
    taken.push(one);
  }
  return taken;
}

/**
 * Checks the texts after edits, of which no two overlap, and tells of each whether it helped: whether nothing of the same
 * severity is left where the error was, or where its edit was made.
 */
function checkAfterEdits(
  checker: EditChecker,
  edits: readonly TextEdit[],
  had: ReadonlySet<string>,
): (one: { diagnostic: Diagnostic; edit: TextEdit }) => boolean {
  const left = checker.check(edits);
  // An edit must leave the text YAML, as far as it was.
  const broken = left.some(({ code }) => YAML_SYNTAX_CODES.has(code) && !had.has(code));
  const move = rangeAfterEdits(edits);
  const covers = new Map<string, ReturnType<typeof overlapsAny>>();
  for (const severity of ['error', 'warning']) {
    const ranges = left.flatMap((one) =>
      one.severity === severity && one.range && !WHOLE_PROGRAM_CODES.has(one.code) ? [one.range] : [],
    );
    covers.set(severity, overlapsAny(ranges));
  }
  return ({ diagnostic, edit }) => {
    const isCovered = covers.get(diagnostic.severity)!;
    const places = diagnostic.range ? [diagnostic.range, edit.range] : [edit.range];
    return !broken && !places.some((place) => isCovered(move(place)));
  };
}

/** Whether a place has a character in common with one of the ranges; an empty one stands for the character behind it. */
function overlapsAny(ranges: readonly SourceRange[]): (place: SourceRange) => boolean {
  const files = new Map<string, { starts: number[]; furthest: number[] }>();
  for (const { file, start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const { starts, furthest } = files.get(file) ?? { starts: [], furthest: [] };
    files.set(file, { starts, furthest });
    starts.push(start);
    furthest.push(Math.max(furthest.at(-1) ?? 0, end, start + 1));
  }
  return ({ file, start, end }) => {
    const known = files.get(file);
    if (!known) return false;
    const before = countBelow(known.starts, Math.max(end, start + 1));
    return before > 0 && known.furthest[before - 1]! > start;
  };
}

/** Where a stretch of the text lies after edits. */
function rangeAfterEdits(edits: readonly TextEdit[]): (range: SourceRange) => SourceRange {
  const files = new Map<string, { starts: number[]; ends: number[]; grown: number[] }>();
  for (const { range, replacement } of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    const { starts, ends, grown } = files.get(range.file) ?? { starts: [], ends: [], grown: [0] };
    files.set(range.file, { starts, ends, grown });
    starts.push(range.start);
    ends.push(range.end);
    grown.push(grown.at(-1)! + replacement.length - (range.end - range.start));
  }
  return (range) => {
    const known = files.get(range.file);
    if (!known) return range;
    const { starts, ends, grown } = known;
    // Edits that end before it move it; those that begin within it make it grow.
    const start = range.start + grown[countBelow(ends, range.start + 1)]!;
    const end = range.end + grown[countBelow(starts, Math.max(range.end, range.start + 1))]!;
    return { ...range, start, end: Math.max(start, end) };
  };
}

/** How many of some numbers in order are below a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const YAML_SYNTAX_CODES: ReadonlySet<string> = new Set([
  'yaml-syntax',
  'bad-indentation',
  'unclosed-bracket',
  'duplicate-key',
  'several-documents',
  'bad-alias',
]);

/** What is only seen when all names are known, and says nothing against a name. */
const WHOLE_PROGRAM_CODES: ReadonlySet<string> = new Set([
  'loss-moves-nothing',
  'weights-not-reached',
  'nothing-to-train',
  'untrained-network',
  'no-order',
]);

/** A text after the edits that are made to its file. */
export function applyEdits(text: string, file: string, edits: readonly TextEdit[]): string {
  return edits
    .filter(({ range }) => range.file === file)
    .sort((a, b) => b.range.start - a.range.start)
    .reduce(
      (result, { range, replacement }) =>
        result.slice(0, range.start) + replacement + result.slice(range.end),
      text,
    );
}

/** A diagnostic of an edited text as it stands in the text before the edit. */
export function mapToTextBeforeEdit(diagnostic: Diagnostic, edit: TextEdit): Diagnostic {
  const back = (range: SourceRange): SourceRange => {
    if (range.file !== edit.range.file) return range;
    const point = (offset: number): number => {
      if (offset <= edit.range.start) return offset;
      const behind = edit.range.start + edit.replacement.length;
      if (offset >= behind) return offset - behind + edit.range.end;
      return Math.min(offset, edit.range.end);
    };
    return { ...range, start: point(range.start), end: point(range.end) };
  };
  const { range, notes, suggestion } = diagnostic;
  return {
    ...diagnostic,
    ...(range ? { range: back(range) } : {}),
    notes: notes.map((note) => (note.range ? { ...note, range: back(note.range) } : note)),
    ...(suggestion?.range ? { suggestion: { ...suggestion, range: back(suggestion.range) } } : {}),
  };
}
