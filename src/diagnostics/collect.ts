import type { DiagnosticCode } from './catalog.js';
import { shortened } from './shorten.js';
import type { Diagnostic, Note, Severity, SourceRange, Suggestion } from './types.js';

/** What a stage says when it finds something. Short where a Diagnostic is whole. */
export interface Finding {
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
export type Report = (finding: Finding) => void;

export interface Collector {
  report: Report;
  /** In the order in which they were found; renderers sort by place. */
  diagnostics: Diagnostic[];
  hasErrors(): boolean;
}

export function collect(): Collector {
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
        same.diagnostic.notes = [...same.notes, ...seenElsewhere(same.others)];
        return;
      }
      const diagnostic = toDiagnostic(finding);
      if (cause !== undefined) causes.set(cause, { diagnostic, notes: diagnostic.notes, others: [] });
      diagnostics.push(diagnostic);
      if (diagnostic.severity === 'error') errors += 1;
    },
    hasErrors: () => errors > 0,
  };
}

function seenElsewhere(places: readonly SourceRange[]): Note[] {
  const [first] = places;
  if (!first) return [];
  const more = places.length - 1;
  const others = more === 1 ? 'one more place' : `${more} more places`;
  return [
    {
      message: more === 0 ? 'the same is seen here' : `the same is seen here and at ${others}`,
      range: first,
    },
  ];
}

function toDiagnostic({ code, message, severity, range, notes, help }: Finding): Diagnostic {
  return {
    code,
    severity: severity ?? 'error',
    message: shortened(message),
    ...(range ? { range } : {}),
    notes: (notes ?? []).map((note) => ({ ...note, message: shortened(note.message) })),
    ...(help === undefined ? {} : { suggestion: suggestionOf(help) }),
  };
}

function suggestionOf(help: string | Suggestion): Suggestion {
  if (typeof help === 'string') return { message: shortened(help) };
  const { otherwise } = help;
  return {
    ...help,
    message: shortened(help.message),
    ...(otherwise === undefined ? {} : { otherwise: shortened(otherwise) }),
  };
}

/**
 * What there is to choose from, for a name that none of them is near.
 *
 * @param count how many there are, of which `names` are the first
 */
export function thereIs(names: readonly string[], count = names.length): string | undefined {
  if (count === 0) return undefined;
  if (count === 1) return `there is only ${names[0]}`;
  const more = count - MOST;
  return more > 1
    ? `there are ${names.slice(0, MOST).join(', ')} and ${more} more`
    : `there are ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** So many names are listed. */
const MOST = 12;

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
  if (count <= FEW) return thereIs(shown);
  return thereIs(shown.slice(0, MOST + 1), count - (except === undefined ? 0 : 1));
}

/** The first names of lists by the alphabet, two more than are listed, and how many were looked at. */
const firsts = new WeakMap<readonly string[], { first: string[]; read: number }>();

function firstOf(names: readonly string[]): readonly string[] {
  const known = firsts.get(names) ?? { first: [], read: 0 };
  firsts.set(names, known);
  const { first } = known;
  for (; known.read < names.length; known.read += 1) {
    const name = names[known.read]!;
    if (first.length > MOST + 1 && name >= first.at(-1)!) continue;
    if (first.includes(name)) continue;
    first.push(name);
    first.sort();
    first.length = Math.min(first.length, MOST + 2);
  }
  return first;
}

/**
 * The usual help for a misspelt word: the question, and the edit that answers it.
 *
 * @param otherwise what is said where no word is near, or where the edit does not help
 */
export function didYouMean(
  near: string | undefined,
  range?: SourceRange,
  otherwise?: string,
): Suggestion | undefined {
  if (near === undefined) return otherwise === undefined ? undefined : { message: otherwise };
  return {
    message: `did you mean \`${near}\`?`,
    ...(range ? { range, replacement: near } : {}),
    ...(otherwise === undefined ? {} : { otherwise }),
  };
}
