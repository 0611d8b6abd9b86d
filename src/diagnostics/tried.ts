import type { Diagnostic, SourceRange, Sources, Suggestion } from './types.js';

/** What a check of the texts would find after an edit, and how much work one check is. */
export interface Checker {
  check(edits: readonly Edit[]): readonly Diagnostic[];
  /** In characters read and values made of them. */
  cost: number;
}

export interface Edit {
  range: SourceRange;
  replacement: string;
}

/** So much work may go into trying suggestions; what goes beyond it is tried all at once. */
const WORK = 400_000;

/**
 * The diagnostics with suggestions that help: each edit is made and the graph checked again. One that leaves its error,
 * or brings another to its place, is no help; what the suggestion has instead is said then, or nothing.
 */
export function withTriedSuggestions(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  checker: Checker,
): Diagnostic[] {
  const edits = diagnostics.flatMap((diagnostic) => {
    const edit = editOf(diagnostic.suggestion);
    return edit && sources.has(edit.range.file) ? [{ diagnostic, edit }] : [];
  });
  if (edits.length === 0) return diagnostics.map((one) => shown(one, true));
  const had = new Set(diagnostics.map(({ code }) => code));
  const good = new Set<Diagnostic>();
  let work = 0;
  const rest: typeof edits = [];
  for (const one of edits) {
    work += checker.cost;
    // The first is tried in any case: a large graph with one slip is the usual one.
    if (work > WORK && one !== edits[0]) rest.push(one);
    else if (helps(one, [one.edit], checker.check([one.edit]), had)) good.add(one.diagnostic);
  }
  const together = apart(rest);
  if (together.length > 0) {
    const all = together.map(({ edit }) => edit);
    const left = checker.check(all);
    for (const one of together) if (helps(one, all, left, had)) good.add(one.diagnostic);
  }
  return diagnostics.map((one) => shown(one, good.has(one)));
}

const editOf = (suggestion: Suggestion | undefined): Edit | undefined =>
  suggestion?.range && suggestion.replacement !== undefined
    ? { range: suggestion.range, replacement: suggestion.replacement }
    : undefined;

/** Without the edit, or what is said in its place, where it does not help. */
function shown(diagnostic: Diagnostic, helps: boolean): Diagnostic {
  const { suggestion, ...rest } = diagnostic;
  if (!suggestion) return diagnostic;
  const { otherwise, ...whole } = suggestion;
  if (helps || editOf(suggestion) === undefined) return { ...rest, suggestion: whole };
  return otherwise === undefined ? rest : { ...rest, suggestion: { message: otherwise } };
}

/** Edits that do not overlap, of those the first ones. */
function apart<T extends { edit: Edit }>(list: readonly T[]): T[] {
  const taken: T[] = [];
  let end = new Map<string, number>();
  for (const one of [...list].sort((a, b) => a.edit.range.start - b.edit.range.start)) {
    const { file, start } = one.edit.range;
    if (start < (end.get(file) ?? -1)) continue;
    end = new Map(end).set(file, one.edit.range.end);
    taken.push(one);
  }
  return taken;
}

/** Whether nothing of the same severity is left where the error was, or where its edit was made. */
function helps(
  { diagnostic, edit }: { diagnostic: Diagnostic; edit: Edit },
  edits: readonly Edit[],
  left: readonly Diagnostic[],
  had: ReadonlySet<string>,
): boolean {
  const places = [diagnostic.range, edit.range]
    .flatMap((range) => (range ? [range] : []))
    .map((range) => moved(range, edits));
  return !left.some(
    ({ range, severity, code }) =>
      // An edit must leave the text YAML, as far as it was.
      (OF_YAML.has(code) && !had.has(code)) ||
      (severity === diagnostic.severity &&
        !OF_THE_WHOLE.has(code) &&
        range !== undefined &&
        places.some((place) => overlap(place, range))),
  );
}

const OF_YAML: ReadonlySet<string> = new Set([
  'yaml-syntax',
  'bad-indentation',
  'unclosed-bracket',
  'duplicate-key',
  'several-documents',
  'bad-alias',
]);

/** What is only seen when all names are known, and says nothing against a name. */
const OF_THE_WHOLE: ReadonlySet<string> = new Set([
  'loss-moves-nothing',
  'weights-not-reached',
  'nothing-to-train',
  'untrained-network',
  'no-order',
]);

const overlap = (a: SourceRange, b: SourceRange): boolean =>
  a.file === b.file && a.start < Math.max(b.end, b.start + 1) && b.start < Math.max(a.end, a.start + 1);

/** Where a stretch of the text lies after the edits. */
function moved(range: SourceRange, edits: readonly Edit[]): SourceRange {
  let { start, end } = range;
  for (const { range: edit, replacement } of edits) {
    if (edit.file !== range.file) continue;
    const grown = replacement.length - (edit.end - edit.start);
    if (edit.end <= range.start && !(edit.end === range.start && edit.start === edit.end)) start += grown;
    if (edit.start < range.end || (edit.start === range.end && edit.end === edit.start)) end += grown;
  }
  return { ...range, start, end: Math.max(start, end) };
}

/** A text after the edits that are made to its file. */
export function edited(text: string, file: string, edits: readonly Edit[]): string {
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
export function unedited(diagnostic: Diagnostic, edit: Edit): Diagnostic {
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
