/**
 * lagraph as a library: what the command line does, as functions.
 *
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { check, run } from 'lagraph';
 *
 * const graph = check(await readFile('graph.yaml', 'utf8'), { file: 'graph.yaml', overrides: ['epochs=3'] });
 * for (const { severity, message } of graph.diagnostics) console.error(severity, message);
 * if (graph.program) {
 *   const result = await run(graph.program, { store: '.lagraph', onEvent: (event) => console.log(event) });
 *   console.log(result.status, result.evaluations);
 * }
 * ```
 *
 * @packageDocumentation
 */
import { checkGraph, type Program, type ReadWeights } from './compiler/index.js';
import { renderText, type Diagnostic, type Sources } from './diagnostics/index.js';
import type { Document, ReadPart } from './dsl/index.js';
import type { WeightFile } from './weight-files/index.js';
import type { FormattedGraph } from './format/index.js';
import { mergeGraphs, type MergeOptions, type MergeResult } from './merge/index.js';
import type {
  GarbageOptions,
  GarbageReport,
  Manifest,
  OpenedRun,
  RunOptions,
  RunResult,
  StoreVerification,
  WireValues,
} from './runtime/index.js';

export interface CheckOptions {
  /** What messages call the text; `graph.yaml` by default. Nothing is read from it. */
  file?: string;
  /** A profile of the graph to apply. */
  profile?: string;
  /** `name=value` for parameters, `plan.link.on.batch_size=64` for anything else. */
  overrides?: readonly string[];
  /**
   * Gives the text of a file that the graph imports, or says why there is none. Its path is that of `file`, and from its
   * folder on. Without it, a graph with `imports` has an error.
   */
  readPart?: ReadPart;
  /**
   * Gives what is in a file with weights that the graph names, as `readWeightFile` reads it. Its path is that of `file`, and
   * from its folder on. Without it files with weights are taken to fit, and nothing can be trained from them.
   */
  readWeights?: ReadWeights;
}

export interface Checked {
  /** Everything that was found, in no special order. Warnings do not keep a program from being made. */
  diagnostics: Diagnostic[];
  /** The texts that the diagnostics' ranges point into. */
  sources: Sources;
  /** What was written; absent if it could not be understood at all. */
  document?: Document;
  /** What it means; absent if there is an error among the diagnostics. */
  program?: Program;
}

/**
 * Reads, checks and compiles a graph. Loads neither tfjs nor an engine, reads no files itself and never throws for what the
 * text says: problems are in `diagnostics`.
 *
 * @param text the graph, as YAML.
 */
export function check(text: string, options: CheckOptions = {}): Checked {
  return checkGraph(text, options.file ?? 'graph.yaml', {
    overrides: [...(options.overrides ?? [])],
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.readPart === undefined ? {} : { readPart: options.readPart }),
    ...(options.readWeights === undefined ? {} : { readWeights: options.readWeights }),
  });
}

/**
 * Loads the modules of words that a graph and its parts name, so that it can be checked: `check` itself runs nothing and
 * waits for nothing. What is wrong with a module is among the diagnostics of `check`.
 *
 * @param options.trust says whether a module may run, which is code with the rights of the program; by default, whether
 *   the user has trusted it by `lagraph trust`.
 */
export async function loadWords(
  text: string,
  options: Pick<CheckOptions, 'file' | 'readPart'> & {
    trust?: (module: { file: string; text: string; hash: string }) => boolean;
  },
): Promise<void> {
  const { loadGraphWords } = await import('./own-words/index.js');
  const { readPart = () => ({ problem: 'files are not read here' }) } = options;
  await loadGraphWords(text, options.file ?? 'graph.yaml', readPart, options.trust);
}

/**
 * What is in a file with weights (`.keras`, `.h5`, `.safetensors`, `model.json`), for `readWeights`.
 *
 * @throws an error whose message goes on from the file's name, or what Node throws.
 */
export async function readWeightFile(path: string): Promise<WeightFile> {
  const { openWeightFile } = await import('./weight-files/index.js');
  const { sha256, tensors } = await openWeightFile(path);
  return { sha256, tensors };
}

/** Thrown by `compile`: the message is the report, with places, as the command line prints it. */
export class GraphError extends Error {
  override name = 'GraphError';

  constructor(
    message: string,
    readonly diagnostics: readonly Diagnostic[],
  ) {
    super(message);
  }
}

/**
 * The program of a graph that is known to be good.
 *
 * @throws GraphError if it isn't.
 */
export function compile(text: string, options: CheckOptions = {}): Program {
  const { program, diagnostics, sources } = check(text, options);
  if (!program) throw new GraphError(renderText(diagnostics, sources).trimEnd(), diagnostics);
  return program;
}

/**
 * Merges what two versions of a graph have made of a third, by names and layers instead of by lines, and compiles the
 * result. Loads neither tfjs nor an engine, reads no files and never throws for what the texts say.
 *
 * @param base the text that both come from; empty if there is none.
 */
export function merge(base: string, ours: string, theirs: string, options: MergeOptions = {}): MergeResult {
  return mergeGraphs(base, ours, theirs, options);
}

/**
 * A graph in its one form, as `lagraph fmt` writes it: the same meaning and the same comments. A text that can't be put
 * into its form is given back as it is, with the reason among the diagnostics.
 *
 * @param text the graph, as YAML.
 */
export async function format(text: string, options: { file?: string } = {}): Promise<FormattedGraph> {
  // prettier is only loaded by those who format.
  const { formatGraph } = await import('./format/index.js');
  return formatGraph(text, options.file ?? 'graph.yaml');
}

/**
 * Trains the phases that the store has no artifact of, each in a child process, evaluates, and leaves a run directory.
 * What graph, data or numbers do wrong is in the result, not thrown.
 */
export async function run(program: Program, options: RunOptions): Promise<RunResult> {
  // The runtime is only loaded by those who run: checking in an editor must stay quick.
  const runtime = await import('./runtime/index.js');
  return runtime.runProgram(program, options);
}

/**
 * Trains one graph with several seeds as one run: `programs` are compiled from the same text, one for each seed (`check`
 * with the override `seed=3`). Evaluations of the result are means, with the standard deviation and the value of each.
 */
export async function runSeeds(programs: readonly Program[], options: RunOptions): Promise<RunResult> {
  const runtime = await import('./runtime/index.js');
  return runtime.runSeeds(programs, options);
}

/**
 * A run of a store, by name, by the beginning of its name, or `latest`.
 *
 * @throws if there is no such run.
 */
export async function openRun(store: string, name: string): Promise<OpenedRun> {
  const runtime = await import('./runtime/index.js');
  return runtime.loadRun(store, name);
}

/** The records of the runs of a store, oldest first; directories that can't be read as one are left out. */
export async function listRuns(store: string): Promise<Manifest[]> {
  const runtime = await import('./runtime/index.js');
  return runtime.listRuns(store);
}

/**
 * Removes what no run of a store reaches, or with `dryRun` only tells it. Runs may train beside it.
 *
 * @throws if the record of a run can't be read: nobody knows what it needs, and nothing is removed.
 */
export async function collectGarbage(store: string, options: GarbageOptions): Promise<GarbageReport> {
  const runtime = await import('./runtime/index.js');
  return runtime.collectGarbage(store, options);
}

/** Compares everything in a store with its hashes; `repair` moves broken results and checkpoints aside. */
export async function verifyStore(store: string, options = { repair: false }): Promise<StoreVerification> {
  const runtime = await import('./runtime/index.js');
  return runtime.verifyStore(store, options);
}

/**
 * Puts examples through a model or network of a run, with dropout, noise and draws off.
 *
 * @param inputs by input name, each [examples, ...shape] in row-major order; images are 0..1, channels last.
 * @returns the model's outputs in their order, shaped likewise.
 */
export async function predict(
  run: OpenedRun,
  model: string,
  inputs: Readonly<Record<string, WireValues>>,
  options: { engine?: string; signal?: AbortSignal } = {},
): Promise<{ name: string; values: WireValues }[]> {
  const runtime = await import('./runtime/index.js');
  return runtime.predictWithRun(run, model, inputs, options);
}

/**
 * The page of a run: one HTML file that opens from disk and needs no network, as `lagraph report` writes it.
 *
 * @returns the file's text, below 5 MB.
 */
export async function runPage(run: OpenedRun): Promise<string> {
  const page = await import('./page/index.js');
  return page.runPageHtml(run);
}

/**
 * Writes a run for a program that tracks experiments: event files of TensorBoard, or a run of MLflow's file store.
 *
 * @param directory TensorBoard's log directory, or MLflow's folder; other runs in it stay
 * @returns the run's folder in it
 */
export async function exportRun(
  run: OpenedRun,
  directory: string,
  { as }: { as: 'mlflow' | 'tensorboard' },
): Promise<string> {
  const tracking = await import('./tracking/index.js');
  return as === 'mlflow'
    ? tracking.writeMlflowRun(run, directory)
    : tracking.writeTensorboardRun(run, directory);
}

export {
  diff,
  diffSummary,
  renderDiffGithub,
  renderDiffHtml,
  renderDiffText,
  whyTrained,
} from './diff/index.js';
export type {
  Change,
  DiffOptions,
  DiffSection,
  DiffStyle,
  EntryDiff,
  HtmlDiff,
  HtmlSide,
  PhaseCost,
  ProgramDiff,
  TrainingReason,
} from './diff/index.js';
export type { Program, ReadWeights, WeightSource } from './compiler/index.js';
export type { WeightFile, WeightTensor } from './weight-files/index.js';
export type { Diagnostic, Note, Severity, SourceRange, Sources, Suggestion } from './diagnostics/index.js';
export type { Document, PartSource, ReadPart } from './dsl/index.js';
export type { MergeConflict, MergeDecision, MergeOptions, MergeResult } from './merge/index.js';
export { diffLocks, readLock } from './lock/index.js';
export type { DataLock, LockedDataset, LockedRun } from './lock/index.js';
export type { FormChange, FormattedGraph } from './format/index.js';
export type {
  GarbageItem,
  GarbageOptions,
  GarbageReport,
  Manifest,
  OpenedRun,
  RunEvent,
  RunOptions,
  RunResult,
  StoreDamage,
  StoreVerification,
  WireValues,
} from './runtime/index.js';
