/**
 * Lists and opens the runs of a store. Each manifest is read independently: a damaged one does not affect the others.
 */
import { join } from 'node:path';

import { loadModules } from '../../own-words/index.js';
import { addMissingStreams, verifyProgram, type PhaseResult, type Program } from '../../compiler/index.js';
import { nameOfSeed, PROGRAM_FILE, runDirectory, runOfSeed, type Manifest } from './manifest.js';
import type { NetworkSource } from '../jobs/index.js';
import { networkSource, networksWithLastPhase } from '../plan/index.js';
import { readManifest } from './read-manifest.js';
import { runArtifacts } from './run-artifacts.js';
import { withLabels, type LabelledRun } from './run-label.js';
import { RunNotFoundError } from './run-not-found-error.js';
import {
  findArtifact,
  mapInBatches,
  listDirectory,
  openStore,
  readFileOrNull,
  runsDirectory,
  sha256,
  STORE_FORMAT,
} from '../store/index.js';
import type { EpochRecord } from '../api/index.js';
import type { StateTensor } from '../capture/index.js';

export interface OpenedRun {
  manifest: Manifest;
  directory: string;
  /** Directory of its store. */
  store: string;
  program: Program;
  /** Where a network's weights are, as a phase left them. Throws RunNotFoundError if the phase is not trained. */
  networkSource(network: { name: string; from: string | null }): NetworkSource;
  /** Hash of a network's tensors as a phase left them. */
  tensorsHash(result: PhaseResult): Promise<string>;
  /** A network's trained weights by name. Throws if its phase has not been finished. */
  weights(network: string): Promise<Map<string, StateTensor>>;
  /** Metrics of each epoch of a phase; none if it has not been finished. */
  history(phase: string): Promise<EpochRecord[]>;
}

/** A directory of the store's runs that can't be read as one. */
export interface BrokenRun {
  run: string;
  directory: string;
  problem: string;
}

/**
 * All runs in a store, oldest first: by the number assigned when a run begins; runs of old stores, which have none,
 * by name. Directories that can't be read as a run are listed separately.
 */
export async function readRuns(store: string): Promise<{ runs: Manifest[]; broken: BrokenRun[] }> {
  const root = runsDirectory(openStore(store));
  const runs: Manifest[] = [];
  const broken: BrokenRun[] = [];
  await mapInBatches(
    (await listDirectory(root)).filter((name) => !name.startsWith('.')),
    async (name) => {
      const directory = join(root, name);
      const read = await readManifest(directory, name);
      if (read === null) broken.push({ run: name, directory, problem: 'it has no manifest.json' });
      else if ('problem' in read) broken.push({ run: name, directory, problem: read.problem });
      else runs.push(read.manifest);
    },
  );
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  runs.sort((a, b) => (a.number ?? 0) - (b.number ?? 0) || compare(a.run, b.run));
  broken.sort((a, b) => compare(a.run, b.run));
  return { runs, broken };
}

/** The records of the further seeds of a run, which stand in its folder. */
export async function readSeedRecords(
  store: string,
  run: string,
): Promise<{ runs: Manifest[]; broken: BrokenRun[] }> {
  const folder = join(runDirectory(openStore(store), run), 'seeds');
  const runs: Manifest[] = [];
  const broken: BrokenRun[] = [];
  for (const seed of await listDirectory(folder)) {
    const directory = join(folder, seed);
    const read = await readManifest(directory, nameOfSeed(run, Number(seed)));
    if (read === null) continue;
    if ('problem' in read)
      broken.push({ run: nameOfSeed(run, Number(seed)), directory, problem: read.problem });
    else runs.push(read.manifest);
  }
  return { runs, broken };
}

/** All runs in a store that can be read, oldest first. */
export const listRuns = async (store: string): Promise<Manifest[]> => (await readRuns(store)).runs;

/** Message for users: what was skipped, and why. */
export const brokenRunMessage = ({ directory, problem }: BrokenRun): string =>
  `${directory} is passed over: ${problem}`;

/** The manifest of a run, or of another seed of it (`latest@3`). Throws RunNotFoundError. */
async function findRecord(
  store: string,
  name: string,
  notice: ((message: string) => void) | undefined,
): Promise<Manifest> {
  const { run, seed } = runOfSeed(name);
  // Without anyone to tell of runs that can't be read, the others need not be read.
  const exact = notice === undefined ? await recordOf(store, run) : null;
  const manifest = exact ?? (await findRun(store, run, notice ?? (() => undefined)));
  if (seed === null || seed === manifest.seed) return manifest;
  const known = manifest.seeds ?? [manifest.seed];
  if (!known.includes(seed)) {
    const seeds = known.length === 1 ? 'seed is' : 'seeds are';
    throw new RunNotFoundError(
      `The run ${manifest.run} has no seed ${seed}; its ${seeds} ${known.join(', ')}.`,
    );
  }
  const own = nameOfSeed(manifest.run, seed);
  const directory = runDirectory(openStore(store), own);
  const read = await readManifest(directory, own);
  if (read && 'manifest' in read) return read.manifest;
  throw new RunNotFoundError(
    `The run ${own} can't be read: ${read?.problem ?? 'it has no manifest.json'} (${directory}).`,
  );
}

/** The record of this very name; null if there is none that can be read. */
async function recordOf(store: string, run: string): Promise<Manifest | null> {
  if (/[\\/]/.test(run)) return null;
  const read = await readManifest(runDirectory(openStore(store), run), run);
  return read && 'manifest' in read ? read.manifest : null;
}

/** Runs that people have given this name. */
const runsNamed = async (
  name: string,
  store: string,
  runs: readonly Manifest[],
  notice: (message: string) => void,
): Promise<Manifest[]> =>
  (await withLabels(store, runs, notice)).flatMap(({ manifest, label }) =>
    label.name === name ? [manifest] : [],
  );

/**
 * The manifest of a run: by its name, by an unambiguous prefix of it, by the name that it was given, or by `latest`: the
 * last finished run. Throws RunNotFoundError.
 */
export async function findRun(
  store: string,
  name: string,
  notice: (message: string) => void,
): Promise<Manifest> {
  return chooseRun(store, await readRuns(store), name, notice);
}

async function chooseRun(
  store: string,
  { runs, broken }: { runs: readonly Manifest[]; broken: readonly BrokenRun[] },
  name: string,
  notice: (message: string) => void,
): Promise<Manifest> {
  const damaged = broken.find(({ run }) => run === name);
  if (damaged)
    throw new RunNotFoundError(`The run ${name} can't be read: ${damaged.problem} (${damaged.directory}).`);
  for (const one of broken) notice(brokenRunMessage(one));
  if (runs.length === 0) throw new RunNotFoundError(`There are no runs in ${store}.`);
  const exact = runs.filter(({ run }) => run === name);
  const begin = exact.length > 0 ? exact : runs.filter(({ run }) => run.startsWith(name));
  const fitting = begin.length > 0 || name === 'latest' ? begin : await runsNamed(name, store, runs, notice);
  // `latest` prefers finished runs to interrupted ones.
  const finished = runs.filter(({ status }) => status === 'done' || status === 'missed');
  const chosen = name === 'latest' ? (finished.length > 0 ? finished : runs).slice(-1) : fitting;
  if (chosen.length === 0) {
    throw new RunNotFoundError(
      `There is no run named ${name} in ${store}. The latest is ${runs.at(-1)!.run}.`,
    );
  }
  if (chosen.length > 1) {
    throw new RunNotFoundError(`${name} could be any of ${chosen.map(({ run }) => run).join(', ')}.`);
  }
  return chosen[0]!;
}

/** A run's program, if it is intact and this version can read it. Throws RunNotFoundError. */
async function readRunProgram(
  { run, files, lagraph, format }: Manifest,
  directory: string,
): Promise<Program> {
  const bytes = await readFileOrNull(join(directory, PROGRAM_FILE));
  const again = 'Run its graph again: what is trained is taken from the store.';
  if (bytes === null) throw new RunNotFoundError(`The run ${run} has lost its ${PROGRAM_FILE}. ${again}`);
  if (format > 1 && sha256([bytes]) !== files?.[PROGRAM_FILE]) {
    throw new RunNotFoundError(
      `The run ${run} is damaged: its ${PROGRAM_FILE} is not what was written. ${again}`,
    );
  }
  try {
    const program = addMissingStreams(JSON.parse(bytes.toString('utf8')) as Program);
    // Programs of this format are valid: the same compiler made them.
    if (format === STORE_FORMAT || verifyProgram(program).length === 0) return program;
  } catch {
    // Not JSON, or not a program of this version.
  }
  throw new RunNotFoundError(
    `The run ${run} was made by lagraph ${lagraph}, and this version can't read its ${PROGRAM_FILE}. Run its graph again.`,
  );
}

/**
 * Open a run by its name, by an unambiguous prefix of it, by the name that it was given, or by `latest`: the last finished
 * run; of a run with several seeds, the record of its first, or that of another: `latest@3`. Throws RunNotFoundError.
 *
 * @param notice receives a message for each run that could not be read; without it a full name is opened without reading
 * the records of other runs
 */
export async function loadRun(
  store: string,
  name: string,
  notice?: (message: string) => void,
): Promise<OpenedRun> {
  return openRecord(store, await findRecord(store, name, notice));
}

/**
 * Opens several runs; the records of the store are read once. A name that means a run that was named before is passed
 * over. Throws RunNotFoundError.
 *
 * @param choose further runs, chosen among all of the store
 */
export async function loadRuns(
  store: string,
  names: readonly string[],
  choose: (runs: readonly LabelledRun[]) => readonly LabelledRun[],
  notice: (message: string) => void,
): Promise<(LabelledRun & { opened: OpenedRun[] })[]> {
  const all = await readRuns(store);
  const chosen = new Map<string, Manifest>();
  for (const name of names) {
    const manifest = await chooseRun(store, all, name, notice);
    chosen.set(manifest.run, manifest);
  }
  const labelled = await withLabels(store, all.runs, notice);
  for (const { manifest } of choose(labelled)) chosen.set(manifest.run, manifest);
  return Promise.all(
    [...chosen.values()].map(async (manifest) => {
      const seeds = manifest.seeds ? (await readSeedRecords(store, manifest.run)).runs : [];
      return {
        ...labelled.find((one) => one.manifest === manifest)!,
        opened: await Promise.all([manifest, ...seeds].map((record) => openRecord(store, record))),
      };
    }),
  );
}

async function openRecord(store: string, manifest: Manifest): Promise<OpenedRun> {
  const opened = openStore(store);
  const directory = runDirectory(opened, manifest.run);
  const program = await readRunProgram(manifest, directory);
  await loadModules(program.words ?? []);
  const stored = runArtifacts(opened, manifest, program);
  return {
    manifest,
    directory,
    store,
    program,
    networkSource(network) {
      return networkSource(program, network, (phase) => {
        const id = stored.artifact(phase);
        if (id === null) {
          throw new RunNotFoundError(
            `The run ${manifest.run} has not trained ${network.name} (phase ${phase}).`,
          );
        }
        return id;
      });
    },
    tensorsHash: stored.tensorsHash,
    async weights(network) {
      const found = networksWithLastPhase(program).find((one) => one.name === network);
      if (!found) throw new RunNotFoundError(`The run ${manifest.run} has no network named ${network}.`);
      const id = found.from === null ? null : stored.artifact(found.from);
      if (id === null || (await findArtifact(opened, id)).status === 'absent') {
        throw new RunNotFoundError(`The run ${manifest.run} has not trained ${network}.`);
      }
      return stored.tensors({ phase: found.from!, network });
    },
    history: stored.history,
  };
}
