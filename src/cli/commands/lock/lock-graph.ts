import { basename, resolve } from 'node:path';
import { canonicalJson, withoutPlaces, type Program } from '../../../compiler/index.js';
import {
  diffLocks,
  lockFileOf,
  printLock,
  weightsOfProgram,
  type DataLock,
  type LockedRun,
} from '../../../lock/index.js';
import {
  JobFailedError,
  JobStoppedError,
  loadRun,
  readRuns,
  RunNotFoundError,
  surveySources,
  writeFileAtomically,
} from '../../../runtime/index.js';
import { dataOptions, requireDataDirectory, requireStoreDirectory } from '../../directory-options.js';
import { readGraphLock } from '../../graph-lock.js';
import { stopOnSignals } from '../../interrupt.js';
import { loadValidGraphFile, printDiagnostics } from '../../load-graph-file.js';
import { noteTo, type Terminal } from '../../terminal.js';
import { EXIT_CODES, systemReason, UserError } from '../../user-error.js';

export interface LockCommandOptions {
  profile?: string;
  data?: string;
  store?: string;
  offline?: boolean;
}

/** `lagraph lock`: reads the data, and writes the lock if it is not what is there. */
export async function lockGraph(
  file: string,
  options: LockCommandOptions,
  terminal: Terminal,
): Promise<void> {
  if (file === '-') {
    throw new UserError('the lock lies beside a graph file; standard input has none', {
      exit: EXIT_CODES.wrongUsage,
    });
  }
  const directory = await requireDataDirectory(options.data, terminal);
  const store = await requireStoreDirectory(options.store, terminal);
  const { profile } = options;
  const changes = { overrides: [], ...(profile === undefined ? {} : { profile }) };
  const { program, sources } = await loadValidGraphFile(file, changes, terminal);
  const before = await readGraphLock(file, terminal);
  const interrupt = stopOnSignals(terminal.err);
  try {
    const data = await surveySources(
      program,
      { data: dataOptions(file, directory, options, terminal), signal: interrupt.signal },
      noteTo(terminal.err),
    );
    const run = await newestRun(store, program);
    const weights = weightsOfProgram(program).flatMap(({ file: name, sha256 }) =>
      sha256 === null ? [] : [{ file: name, sha256 }],
    );
    const lock: DataLock = {
      data,
      ...(weights.length > 0 ? { weights } : {}),
      ...(run ? { run } : {}),
    };
    const path = lockFileOf(file);
    const text = printLock(lock, basename(file));
    if (before?.text === text) return terminal.out.line(`${path} is as it was`);
    await writeFileAtomically(resolve(terminal.cwd, path), text).catch((error: unknown) => {
      throw new UserError(`${path}: ${systemReason(error)}`, { exit: EXIT_CODES.failed });
    });
    terminal.out.line(`wrote ${path}`);
    for (const line of diffLocks(before?.lock, lock)) terminal.out.line(`  ${line}`);
  } catch (error) {
    if (error instanceof JobStoppedError)
      throw new UserError('interrupted; nothing was written', { exit: EXIT_CODES.interrupted });
    if (!(error instanceof JobFailedError)) throw error;
    if (error.diagnostic) await printDiagnostics([error.diagnostic], sources, terminal.err);
    throw new UserError(error.diagnostic ? 'the data can not be read; nothing was written' : error.message);
  } finally {
    interrupt.release();
  }
}

/** The newest finished run of the very same program; undefined if the store has none that can be read. */
async function newestRun(store: string, program: Program): Promise<LockedRun | undefined> {
  const meaning = canonicalJson(withoutPlaces(program));
  const { runs } = await readRuns(store);
  for (const { run, graph, status } of runs.reverse()) {
    if (graph !== program.name || (status !== 'done' && status !== 'missed')) continue;
    const opened = await loadRun(store, run).catch((error: unknown) => {
      if (error instanceof RunNotFoundError) return undefined;
      throw error;
    });
    if (!opened || canonicalJson(withoutPlaces(opened.program)) !== meaning) continue;
    const { lagraph, engine, evaluations } = opened.manifest;
    return {
      lagraph,
      engine: `${engine.name} ${engine.version}`,
      figures: evaluations.map(({ name, value }) => ({ name, value })),
    };
  }
  return undefined;
}
