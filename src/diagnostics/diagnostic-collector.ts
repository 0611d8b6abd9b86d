import type { DiagnosticCode } from './catalog.js';
import { shortenMessage } from './shorten-message.js';
import type { Diagnostic, Note, Severity, SourceRange, Suggestion } from './diagnostic.js';

/** What a stage says when it finds something. Short where a Diagnostic is whole. */
export interface DiagnosticInit {
  code: DiagnosticCode;
  message: string;
  /** By default, `error`. */
  severity?: Severity;
  range?: SourceRange;
  notes?: readonly Note[];
  /** A sentence, or a sentence with the edit that does it. */
  help?: string | Suggestion;
  /** What is wrong where this error and others come from: they are said once, with where else it is seen. */
  cause?: string;
}

/** Stages are handed one of these, so that they need not know where findings go. */
export type DiagnosticReporter = (finding: DiagnosticInit) => void;

export interface DiagnosticCollector {
  report: DiagnosticReporter;
  /** In the order in which they were found; renderers sort by place. */
  diagnostics: Diagnostic[];
  hasErrors(): boolean;
}

export function createDiagnosticCollector(): DiagnosticCollector {
  const diagnostics: Diagnostic[] = [];
  // A loop's body is read once for each value, a phase again for those that extend it. The same error is said once, if in
  // other words of each.
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
    notes: (notes ?? []).map((note) => ({ ...note, message: shortenMessage(note.message) })),
    ...(help === undefined ? {} : { suggestion: toSuggestion(help) }),
  };
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
 * What there is to choose from, for a name that none of them is near.
 *
 * @param count how many there are, of which `names` are the first
 */
export function availableNamesText(names: readonly string[], count = names.length): string | undefined {
  if (count === 0) return undefined;
  if (count === 1) return `there is only ${names[0]}`;
  const more = count - MAX_LISTED_NAMES;
  return more > 1
    ? `there are ${names.slice(0, MAX_LISTED_NAMES).join(', ')} and ${more} more`
    : `there are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** So many names are listed. */
const MAX_LISTED_NAMES = 12;

/** Of more names, those that are in several lists may be counted more than once. */
const FEW = 200;

/**
 * The same for all names of several lists, by the alphabet. An array that is given again may only have grown.
 *
 * @param except a name of them that is not to be said
 */
export function thereIsAmong(lists: readonly (readonly string[])[], except?: string): string | undefined {
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  const all = count <= FEW ? lists.flat() : lists.flatMap(firstOf);
  const shown = [...new Set(all)].filter((name) => name !== except).sort();
  if (count <= FEW) return availableNamesText(shown);
  return availableNamesText(shown.slice(0, MAX_LISTED_NAMES + 1), count - (except === undefined ? 0 : 1));
}

/** The first names of lists by the alphabet, two more than are listed, and how many were looked at. */
const firsts = new WeakMap<readonly string[], { first: string[]; read: number }>();

function firstOf(names: readonly string[]): readonly string[] {
  const known = firsts.get(names) ?? { first: [], read: 0 };
  firsts.set(names, known);
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
 * The usual help for a misspelt word: the question, and the edit that answers it.
 *
 * @param fallbackText what is said where no word is near, or where the edit does not help
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
