/** Looks back at runs. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Program } from '../compiler/index.js';
import { runDirectory, type Manifest } from './manifest.js';
import { finalNetworks } from './networks.js';
import {
  findArtifact,
  isAlive,
  openStore,
  readTensors,
  runsDirectory,
  type EpochRecord,
} from './store/index.js';
import type { StateTensor } from './engines/index.js';

export interface OpenedRun {
  manifest: Manifest;
  directory: string;
  /** Directory of the store that it lies in. */
  store: string;
  program: Program;
  /** A network's trained weights by name. Throws if its phase has not been finished. */
  weights(network: string): Promise<Map<string, StateTensor>>;
  /** Figures of each epoch of a phase; none if it has not been finished. */
  history(phase: string): Promise<EpochRecord[]>;
}

/** There is no such run, or it lacks what was asked of it. The message is for people. */
export class NoSuchRun extends Error {}

async function readManifest(directory: string): Promise<Manifest | null> {
  try {
    const manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as Manifest;
    // A run that was killed could not say so itself.
    if (manifest.status === 'running' && !isAlive(manifest.owner)) manifest.status = 'interrupted';
    return manifest;
  } catch {
    return null;
  }
}

/** All runs in a store, oldest first. */
export async function listRuns(store: string): Promise<Manifest[]> {
  const directory = runsDirectory(openStore(store));
  const names = await readdir(directory).catch(() => [] as string[]);
  const manifests = await Promise.all(names.sort().map((name) => readManifest(join(directory, name))));
  return manifests.filter((manifest) => manifest !== null);
}

/**
 * Open a run by its name, by the beginning of its name if only one begins so, or by `latest`: the last
 * that was finished. Throws NoSuchRun.
 */
export async function openRun(store: string, name: string): Promise<OpenedRun> {
  const runs = await listRuns(store);
  if (runs.length === 0) throw new NoSuchRun(`There are no runs in ${store}.`);
  const exact = runs.filter(({ run }) => run === name);
  const fitting = exact.length > 0 ? exact : runs.filter(({ run }) => run.startsWith(name));
  // A run that was broken off has less to show than the last that was not.
  const finished = runs.filter(({ status }) => status === 'done' || status === 'missed');
  const chosen = name === 'latest' ? (finished.length > 0 ? finished : runs).slice(-1) : fitting;
  if (chosen.length === 0) {
    throw new NoSuchRun(`There is no run named ${name} in ${store}. The latest is ${runs.at(-1)!.run}.`);
  }
  if (chosen.length > 1) {
    throw new NoSuchRun(`${name} could be any of ${chosen.map(({ run }) => run).join(', ')}.`);
  }
  const manifest = chosen[0]!;
  const opened = openStore(store);
  const directory = runDirectory(opened, manifest.run);
  const program = JSON.parse(await readFile(join(directory, 'program.json'), 'utf8')) as Program;
  const keyOf = (phase: string) => manifest.phases.find((one) => one.name === phase)?.key ?? null;
  return {
    manifest,
    directory,
    store,
    program,
    async weights(network) {
      const found = finalNetworks(program).find((one) => one.name === network);
      if (!found) throw new NoSuchRun(`The run ${manifest.run} has no network named ${network}.`);
      const key = found.from === null ? null : keyOf(found.from);
      if (key === null || (await findArtifact(opened, key)).status !== 'found') {
        throw new NoSuchRun(`The run ${manifest.run} has not trained ${network}.`);
      }
      const names = new Set(program.networks.find((one) => one.name === network)!.weights.map((w) => w.name));
      return new Map([...(await readTensors(opened, key))].filter(([weight]) => names.has(weight)));
    },
    async history(phase) {
      const key = keyOf(phase);
      const artifact = key === null ? null : await findArtifact(opened, key);
      return artifact?.status === 'found' ? artifact.artifact.epochs : [];
    },
  };
}
