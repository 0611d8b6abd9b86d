import { replaceSpans } from './replace-spans.js';
import type { Diagnostic, SourceRange, Sources, Suggestion } from './diagnostic.js';

/** Re-checks the texts with edits applied; `cost` estimates one check. */
export interface EditChecker {
  check(edits: readonly TextEdit[]): readonly Diagnostic[];
  /** In characters read plus values built from them. */
  cost: number;
}

export interface TextEdit {
  range: SourceRange;
  replacement: string;
}

/** Budget for verifying suggestions one by one; suggestions beyond it are verified together in one check. */
const MAX_CHECK_COST = 200_000;

/**
 * Verifies suggestions: each edit is applied and the graph checked again. An edit that leaves its error, or causes
 * another at the same range, is removed; the suggestion's `otherwise` text replaces it if there is one.
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
    // The first suggestion is verified whatever it costs: one typo in a large graph is the common case.
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

/** The diagnostic without its edit if that does not help; with the `otherwise` text if there is one. */
function withSuggestionOutcome(diagnostic: Diagnostic, helps: boolean): Diagnostic {
  const { suggestion, ...rest } = diagnostic;
  if (!suggestion) return diagnostic;
  const { otherwise, ...whole } = suggestion;
  if (helps || editOf(suggestion) === undefined) return { ...rest, suggestion: whole };
  return otherwise === undefined ? rest : { ...rest, suggestion: { message: otherwise } };
}

/** A maximal set of non-overlapping edits, earlier ones preferred. */
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
 * Checks the texts after non-overlapping edits and returns for each edit whether it helped: whether no diagnostic of
 * the same severity is left at the range of the error or of the edit.
 */
function checkAfterEdits(
  checker: EditChecker,
  edits: readonly TextEdit[],
  had: ReadonlySet<string>,
): (one: { diagnostic: Diagnostic; edit: TextEdit }) => boolean {
  const left = checker.check(edits);
  // An edit must not introduce YAML syntax errors.
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

/** Whether a range overlaps one of the given ranges; an empty range counts as the character after it. */
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

/** Maps a range of the original text to the text after the edits. */
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
    // Edits that end before the range shift it; edits that begin inside it change its length.
    const start = range.start + grown[countBelow(ends, range.start + 1)]!;
    const end = range.end + grown[countBelow(starts, Math.max(range.end, range.start + 1))]!;
    return { ...range, start, end: Math.max(start, end) };
  };
}

/** How many numbers of an ascending list are below a limit. */
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

/**
 * Codes of whole-program checks, which run only once all names resolve: one of these after an edit does not mean that
 * the suggested name was wrong.
 */
const WHOLE_PROGRAM_CODES: ReadonlySet<string> = new Set([
  'loss-moves-nothing',
  'weights-not-reached',
  'nothing-to-train',
  'untrained-network',
  'no-order',
]);

/** Applies the edits of one file to its text. */
export function applyEdits(text: string, file: string, edits: readonly TextEdit[]): string {
  const own = edits.filter(({ range }) => range.file === file);
  return replaceSpans(
    text,
    own.map(({ range: { start, end }, replacement }) => ({ start, end, replacement })),
  );
}

/** Maps a diagnostic of the edited text back to the text before the edit. */
export function mapToTextBeforeEdit(diagnostic: Diagnostic, edit: TextEdit): Diagnostic {
  const rangeBeforeEdit = (range: SourceRange): SourceRange => {
    if (range.file !== edit.range.file) return range;
    const offsetBeforeEdit = (offset: number): number => {
      if (offset <= edit.range.start) return offset;
      const behind = edit.range.start + edit.replacement.length;
      if (offset >= behind) return offset - behind + edit.range.end;
      return Math.min(offset, edit.range.end);
    };
    return { ...range, start: offsetBeforeEdit(range.start), end: offsetBeforeEdit(range.end) };
  };
  const { range, notes, suggestion } = diagnostic;
  return {
    ...diagnostic,
    ...(range ? { range: rangeBeforeEdit(range) } : {}),
    notes: notes.map((note) => (note.range ? { ...note, range: rangeBeforeEdit(note.range) } : note)),
    ...(suggestion?.range ? { suggestion: { ...suggestion, range: rangeBeforeEdit(suggestion.range) } } : {}),
  };
}
