import type { DiagnosticCode } from './catalog.js';
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
  return {
    diagnostics,
    report: (finding) => {
      const { code, range } = finding;
      const key = range ? `${code}\n${range.file}\n${range.start}\n${range.end}` : undefined;
      if (key !== undefined && seen.has(key)) return;
      if (key !== undefined) seen.add(key);
      diagnostics.push(toDiagnostic(finding));
    },
    hasErrors: () => diagnostics.some(({ severity }) => severity === 'error'),
  };
}

function toDiagnostic({ code, message, severity, range, notes, help }: Finding): Diagnostic {
  return {
    code,
    severity: severity ?? 'error',
    message,
    ...(range ? { range } : {}),
    notes: [...(notes ?? [])],
    ...(help === undefined ? {} : { suggestion: typeof help === 'string' ? { message: help } : help }),
  };
}

/** The usual help for a misspelt word: the question, and the edit that answers it. */
export function didYouMean(near: string | undefined, range?: SourceRange): Suggestion | undefined {
  if (near === undefined) return undefined;
  return { message: `did you mean \`${near}\`?`, ...(range ? { range, replacement: near } : {}) };
}
