import {
  type DiagnosticReporter,
  type SourceRange,
  type Sources,
  didYouMean,
  suggestAmong,
  thereIsAmong,
} from '../diagnostics/index.js';
import type { Located } from '../dsl/index.js';
import type { CompiledDataset } from './compiled-dataset.js';
import type { Model, Network } from './program.js';

/** Lists of names, which may grow and are asked again and again. */
export type Names = readonly (readonly string[])[];

/** What is known while a graph is compiled; each step adds to it. */
export interface CompileContext {
  report: DiagnosticReporter;
  /** Whether an error was reported so far. */
  hasErrors(): boolean;
  sources: Sources;
  networks: Map<string, Network>;
  models: Map<string, Model>;
  data: Map<string, CompiledDataset>;
  /** Declared, but with an error: using them is no error of its own. */
  broken: { networks: Set<string>; data: Set<string>; phases: Set<string> };
  /** Names with an error that was reported when they were read: they stay broken, whatever is found in what is left. */
  faulty: Record<'networks' | 'models' | 'data' | 'phases', ReadonlySet<string>>;
  /** All names that the graph declares, good or not, for did-you-mean. */
  declared: Record<'networks' | 'models' | 'data', readonly string[]>;
  /** Where the shape of an input is written out, by `network/number`. */
  inputShapes: Map<string, SourceRange>;
  /** What someone refers to, or probably meant to: not unused. Networks and models, and data sets. */
  used: { networks: Set<string>; data: Set<string> };
  /** How many wires calls of models have put in so far, and whether it was said that they are too many. */
  inlined: { wires: number; isTold: boolean };
}

/** Reports whatever is found, and says whether an error was among it. */
export function trackErrors(report: DiagnosticReporter): { report: DiagnosticReporter; failed(): boolean } {
  let failed = false;
  return {
    report: (finding) => {
      if ((finding.severity ?? 'error') === 'error') failed = true;
      report(finding);
    },
    failed: () => failed,
  };
}

/** A name that nothing has, with the nearest that something has; that one counts as used. */
export function reportUnknownName(
  context: CompileContext,
  name: Located<string> | { value: string; range: SourceRange },
  what: {
    code: Parameters<DiagnosticReporter>[0]['code'];
    kind: string;
    candidates: Names;
    except?: string;
    hint?: string;
  },
): void {
  const { candidates, except } = what;
  const near = suggestAmong(name.value, candidates, except);
  if (near !== undefined) {
    context.used.networks.add(near);
    context.used.data.add(near);
  }
  context.report({
    code: what.code,
    message: `there is no ${what.kind} \`${name.value}\``,
    range: name.range,
    help: didYouMean(near, name.range, what.hint ?? thereIsAmong(candidates, except)),
  });
}

/** The place of a part of a text, between two of its characters; the whole place where a parameter made the text. */
export function subrangeOf({ value, range }: Located<string>, start: number, end: number): SourceRange {
  const quotes = range.end - range.start - value.length;
  if (quotes !== 0 && quotes !== 2) return range;
  const first = range.start + quotes / 2;
  return { ...range, start: first + start, end: first + end };
}

/** A wire, node or field gets the name of something that is there. */
export function reportNameTaken(name: Located<string>, kind: string, { report }: CompileContext): void {
  report({
    code: 'name-taken',
    message: `there is ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} \`${name.value}\` already`,
    range: name.range,
    help: 'give it another name',
  });
}

/** What is written at a place. */
export const sourceTextAt = ({ sources }: CompileContext, range: SourceRange): string | undefined =>
  sources.get(range.file)?.slice(range.start, range.end);

/** Whether a network or model of this name was declared, good or not. */
export const isDeclared = ({ networks, models, broken }: CompileContext, name: string): boolean =>
  networks.has(name) || models.has(name) || broken.networks.has(name);

/** Networks and models, for did-you-mean. */
export const callableNames = ({ declared }: CompileContext): Names => [declared.networks, declared.models];
