import { resolve } from 'node:path';
import { loadGraphWords } from '../../../own-words/index.js';
import { isOverride, printDiagnostics } from '../../load-graph-file.js';
import { EXIT_CODES, UserError, systemReason } from '../../user-error.js';
import type { Terminal } from '../../terminal.js';
import { BrokenGraph } from './broken-graph.js';
import { isSame, type GraphDiff, type LoadedSide } from './graph-diff.js';
import { findGraphs, type GraphPair, type GraphSide } from './find-graphs.js';

export interface DiffCommandOptions {
  format: 'text' | 'json' | 'github' | 'html';
  json?: boolean;
  output?: string;
  cost: boolean;
  profile?: string;
  store?: string;
}

/** Exit codes of `lagraph diff`, as of diff and git diff. */
const SAME = 0;
const DIFFERENT = 1;

export async function diffGraphs(
  words: readonly string[],
  options: DiffCommandOptions,
  terminal: Terminal,
): Promise<number> {
  try {
    return await diffAndPrint(words, options, terminal);
  } catch (error) {
    // The code of inputs that are wrong means a difference here.
    if (!(error instanceof UserError) || error.exit !== DIFFERENT) throw error;
    throw new UserError(error.message, { ...error.options, exit: EXIT_CODES.wrongUsage });
  }
}

async function diffAndPrint(
  words: readonly string[],
  options: DiffCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const format = options.json ? 'json' : options.format;
  if (options.json && options.format !== 'text' && options.format !== 'json')
    throw new UserError(`--json and --format ${options.format} exclude each other`, {
      exit: EXIT_CODES.wrongUsage,
    });
  const overrides = words.filter(isOverride);
  // Loaded while git works.
  void import('../../../compiler/index.js');
  void import('../../../diff/index.js');
  const pairs = await findGraphs(
    words.filter((word) => !isOverride(word)),
    async (word) => {
      const { isNameOfRun } = await import('../../run-lookup.js');
      return isNameOfRun(options.store, word, terminal);
    },
    terminal,
  );
  const diffs: GraphDiff[] = [];
  const failures: BrokenGraph[] = [];
  for (const pair of pairs) {
    try {
      diffs.push(await compare(pair, overrides, options, terminal));
    } catch (error) {
      // A graph that is wrong does not hide what has changed in the others.
      if (!(error instanceof BrokenGraph) || pairs.length === 1) throw error;
      failures.push(error);
    }
  }
  const text = await rendered(diffs, failures, format, options, terminal);
  if (options.output === undefined) terminal.out.write(text);
  else await writeOutput(options.output, text, terminal);
  for (const { message } of failures) {
    terminal.err.line(`${terminal.err.colours.red(terminal.err.colours.bold('error'))}: ${message}`);
  }
  if (failures.length > 0) return EXIT_CODES.wrongUsage;
  return diffs.every(isSame) ? SAME : DIFFERENT;
}

async function compare(
  { a, b }: GraphPair,
  overrides: readonly string[],
  options: DiffCommandOptions,
  terminal: Terminal,
): Promise<GraphDiff> {
  const load = (side: GraphSide) => loadSide(side, overrides, options, terminal);
  const file = (side: GraphSide) => (side.kind === 'text' ? side.file : side.label);
  if (!a && b) return { file: file(b), a: null, b: await load(b), diff: null };
  if (a && !b) return { file: file(a), a: await load(a), b: null, diff: null };
  const [older, newer] = [await load(a!), await load(b!)];
  const { compareSides } = await import('./compare-sides.js');
  return compareSides(file(b!), older, newer, {
    overrides,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  });
}

async function loadSide(
  side: GraphSide,
  overrides: readonly string[],
  { profile, store }: DiffCommandOptions,
  terminal: Terminal,
): Promise<LoadedSide> {
  if (side.kind === 'run') {
    const { openStoredRun } = await import('../../run-lookup.js');
    const { manifest, program } = await openStoredRun(store, side.run, terminal);
    return { label: `run ${manifest.run}`, program, sources: new Map() };
  }
  const { checkGraph } = await import('../../../compiler/index.js');
  await loadGraphWords(side.text, side.file, side.readPart);
  const { diagnostics, document, program, sources } = checkGraph(side.text, side.file, {
    overrides: [...overrides],
    ...(profile === undefined ? {} : { profile }),
    readPart: side.readPart,
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (!program || !document || errors.length > 0) {
    await printDiagnostics(errors, sources, terminal.err);
    throw new BrokenGraph(side.file, side.label, errors, sources);
  }
  const { text, lockText } = side;
  return {
    label: side.label,
    program,
    document,
    text,
    source: { file: side.file, readPart: side.readPart },
    ...(lockText === undefined ? {} : { lockText }),
    sources,
  };
}

async function rendered(
  diffs: readonly GraphDiff[],
  failures: readonly BrokenGraph[],
  format: DiffCommandOptions['format'],
  { cost }: DiffCommandOptions,
  terminal: Terminal,
): Promise<string> {
  const render = await import('./render-diffs.js');
  if (format === 'json') return render.diffsJson(diffs, failures, cost);
  if (format === 'github') return render.diffsGithub(diffs, failures, cost);
  if (format === 'html') return render.diffsHtml(diffs, cost);
  const { colours, unicode, isInteractive } = terminal.out;
  return render.diffsText(diffs, {
    colour: colours.isColorSupported,
    unicode: unicode || !isInteractive,
    cost,
  });
}

async function writeOutput(path: string, text: string, { cwd }: Terminal): Promise<void> {
  const { writeFileAtomically } = await import('../../../runtime/index.js');
  try {
    await writeFileAtomically(resolve(cwd, path), text);
  } catch (error) {
    throw new UserError(`${path}: ${systemReason(error)}`);
  }
}
