import type { DiagnosticCode } from './catalog.js';
import { shortenMessage } from './shorten-message.js';
import type { Diagnostic, Note, Severity, SourceRange, Suggestion } from './diagnostic.js';

/** The fields that a stage reports; the collector completes them to a Diagnostic. */
export interface DiagnosticInit {
  code: DiagnosticCode;
  message: string;
  /** `error` by default. */
  severity?: Severity;
  range?: SourceRange;
  notes?: readonly Note[];
  /** A sentence, or a sentence with the edit that implements it. */
  help?: string | Suggestion;
  /** Key of the root cause. Later errors with the same key are folded into the first one as notes. */
  cause?: string;
}

/** Passed to every stage: reports one diagnostic, wherever diagnostics are collected. */
export type DiagnosticReporter = (finding: DiagnosticInit) => void;

export interface DiagnosticCollector {
  report: DiagnosticReporter;
  /** In the order in which they were reported; renderers sort by position. */
  diagnostics: Diagnostic[];
  hasErrors(): boolean;
}

export function createDiagnosticCollector(): DiagnosticCollector {
  const diagnostics: Diagnostic[] = [];
  // Loop bodies are read once per value, and a phase again for each phase that extends it: the same error would be
  // reported several times in different words. Only the first report at a range is kept.
  const seen = new Set<string>();
  const causes = new Map<string, { diagnostic: Diagnostic; notes: Note[]; others: SourceRange[] }>();
  let errors = 0;
  return {
    diagnostics,
    report: (finding) => {
      const { code, range, cause } = finding;
      const key = range ? `${code}\n${range.file}\n${range.start}\n${range.end}` : undefined;
      if (key !== undefined && seen.has(key)) return;
      if (key !== undefined) seen.add(key);
      const same = cause === undefined ? undefined : causes.get(cause);
      if (same) {
        if (range) same.others.push(range);
        same.diagnostic.notes = [...same.notes, ...otherLocationNotes(same.others)];
        return;
      }
      const diagnostic = completeDiagnostic(finding);
      if (cause !== undefined) causes.set(cause, { diagnostic, notes: diagnostic.notes, others: [] });
      diagnostics.push(diagnostic);
      if (diagnostic.severity === 'error') errors += 1;
    },
    hasErrors: () => errors > 0,
  };
}

function otherLocationNotes(ranges: readonly SourceRange[]): Note[] {
  const [first] = ranges;
  if (!first) return [];
  const more = ranges.length - 1;
  const others = more === 1 ? 'one more place' : `${more} more places`;
  return [
    {
      message: more === 0 ? 'the same is seen here' : `the same is seen here and at ${others}`,
      range: first,
    },
  ];
}

function completeDiagnostic({ code, message, severity, range, notes, help }: DiagnosticInit): Diagnostic {
  return {
    code,
    severity: severity ?? 'error',
    message: shortenMessage(message),
    ...(range ? { range } : {}),
    notes: [...(notes ?? []), ...useNotes(range)].map((note) => ({
      ...note,
      message: shortenMessage(note.message),
    })),
    ...(help === undefined ? {} : { suggestion: toSuggestion(help) }),
  };
}

/** Where the template is used in whose text something is wrong, and so on for one that is used in another. */
function useNotes(range: SourceRange | undefined): Note[] {
  const notes: Note[] = [];
  for (let use = range?.use; use; use = use.range.use)
    notes.push({ message: `the template \`${use.template}\` is used here`, range: use.range });
  return notes;
}

function toSuggestion(help: string | Suggestion): Suggestion {
  if (typeof help === 'string') return { message: shortenMessage(help) };
  const { otherwise } = help;
  return {
    ...help,
    message: shortenMessage(help.message),
    ...(otherwise === undefined ? {} : { otherwise: shortenMessage(otherwise) }),
  };
}

/**
 * Lists the available names, for a misspelt name that resembles none of them.
 *
 * @param count number of available names, of which `names` are the first
 */
export function availableNamesText(names: readonly string[], count = names.length): string | undefined {
  if (count === 0) return undefined;
  if (count === 1) return `there is only ${names[0]}`;
  const more = count - MAX_LISTED_NAMES;
  return more > 1
    ? `there are ${names.slice(0, MAX_LISTED_NAMES).join(', ')} and ${more} more`
    : `there are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Maximum number of names that are listed. */
const MAX_LISTED_NAMES = 12;

/** Above this number, names that occur in several lists may be counted more than once. */
const MAX_SORTED_NAMES = 200;

/**
 * The same for the names of several lists, sorted alphabetically. A list that is passed again may only have grown.
 *
 * @param except a name that is not listed
 */
export function thereIsAmong(lists: readonly (readonly string[])[], except?: string): string | undefined {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const all = count <= MAX_SORTED_NAMES ? lists.flat() : lists.flatMap(firstNames);
  const shown = [...new Set(all)].filter((name) => name !== except).sort();
  if (count <= MAX_SORTED_NAMES) return availableNamesText(shown);
  return availableNamesText(shown.slice(0, MAX_LISTED_NAMES + 1), count - (except === undefined ? 0 : 1));
}

/**
 * Cache: the alphabetically first names of each list (two more than are listed), and how many of its names were read.
 */
const firstNamesCache = new WeakMap<readonly string[], { first: string[]; read: number }>();

function firstNames(names: readonly string[]): readonly string[] {
  const known = firstNamesCache.get(names) ?? { first: [], read: 0 };
  firstNamesCache.set(names, known);
  const { first } = known;
  for (; known.read < names.length; known.read += 1) {
    const name = names[known.read]!;
    if (first.length > MAX_LISTED_NAMES + 1 && name >= first.at(-1)!) continue;
    if (first.includes(name)) continue;
    first.push(name);
    first.sort();
    first.length = Math.min(first.length, MAX_LISTED_NAMES + 2);
  }
  return first;
}

/**
 * The usual help for a misspelt word: the question, and the edit that applies the answer.
 *
 * @param fallbackText used where no word is similar, or where the edit does not help
 */
export function didYouMean(
  nearestName: string | undefined,
  range?: SourceRange,
  fallbackText?: string,
): Suggestion | undefined {
  if (nearestName === undefined) return fallbackText === undefined ? undefined : { message: fallbackText };
  return {
    message: `did you mean \`${nearestName}\`?`,
    ...(range ? { range, replacement: nearestName } : {}),
    ...(fallbackText === undefined ? {} : { otherwise: fallbackText }),
  };
}
