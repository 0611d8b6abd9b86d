import {
  type DiagnosticReporter,
  type SourceRange,
  type Sources,
  didYouMean,
  suggestAmong,
  thereIsAmong,
} from '../diagnostics/index.js';
import {
  wordsAt,
  type FunctionEntry,
  type Located,
  type WordsByFile,
  type WordsOfFile,
} from '../dsl/index.js';
import type { FunctionDefinition } from '../vocabulary/index.js';
import type { CompiledDataset } from './compiled-dataset.js';
import type { WeightFile } from '../weight-files/index.js';
import type { Model, Network } from './program.js';

/** Lists of names, which may grow and are queried repeatedly. */
export type NameLists = readonly (readonly string[])[];

/** What is in a file with weights; or what is wrong with it. */
export type WeightSource =
  | WeightFile
  | {
      /** A sentence without its full stop, with the file's name. */
      problem: string;
      /** What to do about it. */
      remedy?: string;
      /** There is no such file. */
      isMissing?: boolean;
      /** Names of files with weights in its folder, for did-you-mean. */
      nearby?: readonly string[];
    };

/**
 * Reads a file with weights; null if it is not to be read, and what is in it not known.
 *
 * @param file path as messages show it: that of the graph or part which names it, and from its folder on
 */
export type ReadWeights = (file: string) => WeightSource | null;

/** The compile context: symbol tables and the reporter. Each pass adds to it. */
export interface CompileContext {
  report: DiagnosticReporter;
  /** Whether an error was reported so far. */
  hasErrors(): boolean;
  /** The graph's own file; what its parts declare has ranges in others. */
  file: string;
  sources: Sources;
  /** Words of the graph's own, by the files in which they may be used. */
  words: WordsByFile;
  /** Without it files with weights are not read. */
  readWeights: ReadWeights | undefined;
  networks: Map<string, Network>;
  models: Map<string, Model>;
  /** The graph's own functions; those with an error are broken. */
  functions: Map<string, FunctionEntry | 'broken'>;
  data: Map<string, CompiledDataset>;
  /** Declared, but with an error: using them is not a further error. */
  broken: { networks: Set<string>; data: Set<string>; phases: Set<string> };
  /** Names whose declaration has a read error (reported): they stay broken even if the rest of it is valid. */
  faulty: Record<'networks' | 'models' | 'data' | 'phases', ReadonlySet<string>>;
  /** All names that the graph declares, valid or not, for did-you-mean. */
  declared: Record<'networks' | 'models' | 'data', readonly string[]>;
  /** Range of an explicitly written input shape, by `network/input index`. */
  inputShapes: Map<string, SourceRange>;
  /**
   * Names that are referred to, or that a misspelt reference resembles: not reported as unused. Networks and models,
   * and data sets.
   */
  used: { networks: Set<string>; data: Set<string> };
  /** Number of wires inlined by calls of models so far, and whether the limit was reported as exceeded. */
  inlined: { wires: number; isReported: boolean };
}

/** The graph's own words that may be used at a place. */
export const ownWordsAt = ({ words, file }: CompileContext, range: SourceRange): WordsOfFile =>
  wordsAt(words, range, file);

/**
 * A function among the graph's own words. In a part, the namespace stands before all names of functions that are not the
 * language's.
 */
export function ownFunctionWord(
  context: CompileContext,
  { name, range }: { name: string; range: SourceRange },
): FunctionDefinition | undefined {
  const { functions } = ownWordsAt(context, range);
  const found = functions.get(name);
  return found || range.file === context.file ? found : functions.get(name.slice(name.lastIndexOf('.') + 1));
}

/** Wraps a reporter to record whether an error was reported. */
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

/** Reports an unknown name and suggests the most similar one, which then counts as used. */
export function reportUnknownName(
  context: CompileContext,
  name: Located<string> | { value: string; range: SourceRange },
  what: {
    code: Parameters<DiagnosticReporter>[0]['code'];
    kind: string;
    candidates: NameLists;
    except?: string;
    hint?: string;
    /** Takes the place of the most similar name. */
    help?: string;
  },
): void {
  const { candidates, except } = what;
  const space = namespaceAround(name.range);
  const near =
    what.help !== undefined
      ? undefined
      : (suggestAmong(name.value, candidates, except) ??
        (space === undefined ? undefined : suggestAmong(`${space}.${name.value}`, candidates, except)));
  if (near !== undefined) {
    context.used.networks.add(near);
    context.used.data.add(near);
  }
  context.report({
    code: what.code,
    message: `there is no ${what.kind} \`${name.value}\``,
    range: name.range,
    help: what.help ?? didYouMean(near, name.range, what.hint ?? thereIsAmong(candidates, except)),
  });
}

/** The namespace of what a template declares, for a name in its text. */
function namespaceAround(range: SourceRange): string | undefined {
  for (let { use } = range; use; use = use.range.use) if (use.namespace !== undefined) return use.namespace;
  return undefined;
}

/** The range of a part of a string; the range of all of it if a parameter was substituted. */
export function subrangeOf(
  { value, range, prefix = 0 }: Located<string>,
  start: number,
  end: number,
): SourceRange {
  const quotes = range.end - range.start - (value.length - prefix);
  if (quotes !== 0 && quotes !== 2) return range;
  const first = range.start + quotes / 2 - prefix;
  return { ...range, start: first + Math.max(start, prefix), end: first + Math.max(end, prefix) };
}

/** Reports that a wire, node or field has the name of something that exists. */
export function reportNameTaken(name: Located<string>, kind: string, { report }: CompileContext): void {
  report({
    code: 'name-taken',
    message: `there is ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} \`${name.value}\` already`,
    range: name.range,
    help: 'give it another name',
  });
}

/** The source text of a range. */
export const sourceTextAt = ({ sources }: CompileContext, range: SourceRange): string | undefined =>
  sources.get(range.file)?.slice(range.start, range.end);

/** Whether a network or model of this name is declared, valid or not. */
export const isDeclared = ({ networks, models, broken }: CompileContext, name: string): boolean =>
  networks.has(name) || models.has(name) || broken.networks.has(name);

/** Names of networks and models, for did-you-mean. */
export const callableNames = ({ declared }: CompileContext): NameLists => [
  declared.networks,
  declared.models,
];
