/** The manifest: inputs, machine and results of a run. Rewritten atomically at each change, with a checksum. */
import { cpus, platform, release } from 'node:os';
import { join } from 'node:path';

import type { Program } from '../../compiler/index.js';
import {
  storeWriteOptions,
  runsDirectory,
  encodeChecksummedJson,
  thisProcessOwner,
  STORE_FORMAT,
  writeFileAtomically,
  type Store,
} from '../store/index.js';
import type { EarlyStop, Invocation } from '../api/index.js';
import { VERSION } from '../../package-root.js';
import type { DatasetFacts, PreflightResult, SourceFacts } from '../jobs/index.js';

export type RunStatus = 'running' | 'done' | 'missed' | 'failed' | 'interrupted';

export interface PhaseRecord {
  name: string;
  /** Null until the phases that it starts from are trained. */
  key: string | null;
  /** The name of its artifact in the store, once it is finished. Formats before 5: that is the key. */
  artifact?: string | null;
  /** The engines that made it, one after the other, once it is finished. */
  engines?: string[];
  /** Engines whose process crashed while this run trained it, and how (`SIGSEGV`); absent if none did. */
  crashes?: { engine: string; how: string; operation?: string }[];
  after: string[];
  status: 'waiting' | 'running' | 'trained' | 'resumed' | 'cached' | 'failed' | 'stopped';
  /** Total seconds of training, in this run or earlier ones. */
  seconds: number;
  /** When this run began and ended to train it, ISO 8601; absent if it did not. */
  began?: string;
  ended?: string;
  epochs: number;
  /** The epoch whose weights were kept, and whose metrics these are; null before there is one. */
  kept: number | null;
  /** Set if `stop_early` ended it. */
  stopped: EarlyStop | null;
  metrics: Record<string, number>;
  /** Figures that its artifact lacks, since the graph did not have them when it was trained. */
  notRecorded?: string[];
  simulated: boolean;
}

/** Whether the result of a phase is there. */
export const isFinished = (status: PhaseRecord['status']): boolean =>
  status === 'trained' || status === 'resumed' || status === 'cached';

export interface EvaluationRecord {
  name: string;
  key: string;
  /** Over several seeds, their mean. */
  value: number;
  /** The standard deviation over the seeds (of a sample: n - 1), and the value of each. Absent with one seed. */
  spread?: number;
  bySeed?: { seed: number; value: number }[];
  expect: string | null;
  ok: boolean;
  cached: boolean;
  simulated: boolean;
}

export interface Manifest {
  /** Format of the store when the run was made. */
  format: number;
  run: string;
  /** Sequence number of the run in its store (clocks may be set back). Absent in format 1. */
  number?: number;
  graph: string;
  status: RunStatus;
  problem: string | null;
  /** ISO 8601. */
  started: string;
  ended: string | null;
  seconds: number;
  /** The owner of the run: the process that executes it. */
  owner: string;
  lagraph: string;
  node: string;
  machine: { system: string; processor: string; cores: number; architecture: string };
  engine: PreflightResult['engine'];
  jobs: number;
  seed: number;
  /** The seeds of the run, its own (`seed`) first; absent if it is the only one. The others have records in its folder. */
  seeds?: readonly number[];
  params: Program['params'];
  data: DatasetFacts[];
  /** What the sources of the data have given. Absent in formats before 5. */
  sources?: SourceFacts[];
  /** Files with weights that networks began with; absent if there are none. */
  weights?: { network: string; file: string; sha256: string; artifact: string }[];
  /** True if any data set in use is simulated. */
  simulated: boolean;
  /** Absent if a program asked for the run, and in runs of earlier versions. */
  invocation?: Invocation;
  phases: PhaseRecord[];
  evaluations: EvaluationRecord[];
  /** Networks and models that were not exported as tfjs layers models, and why. */
  notExported: { name: string; reason: string }[];
  /** The files of its parts, each with the file of the run's directory that has its text. */
  parts?: { file: string; copy: string }[];
  /** Hashes of the other files in the run's directory, by path. */
  files?: Record<string, string>;
}

/** What is known when a run begins. */
export type RecordFields = Pick<
  Manifest,
  | 'run'
  | 'number'
  | 'started'
  | 'jobs'
  | 'engine'
  | 'data'
  | 'sources'
  | 'weights'
  | 'phases'
  | 'simulated'
  | 'invocation'
  | 'files'
  | 'parts'
>;

export function createManifest(fields: RecordFields, program: Program): Manifest {
  return {
    format: STORE_FORMAT,
    graph: program.name,
    status: 'running',
    problem: null,
    ended: null,
    seconds: 0,
    owner: thisProcessOwner(),
    lagraph: VERSION,
    node: process.version,
    machine: {
      system: `${platform()} ${release()}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      architecture: process.arch,
    },
    seed: program.seed,
    ...(program.seeds && runOfSeed(fields.run).seed === null ? { seeds: program.seeds } : {}),
    params: program.params,
    evaluations: [],
    notExported: [],
    ...fields,
  };
}

/** The name of the record of another seed of a run: `RUN@3`. */
export const nameOfSeed = (run: string, seed: number): string => `${run}@${seed}`;

/** The run, and the seed if a name has one. */
export function runOfSeed(name: string): { run: string; seed: number | null } {
  const found = /^(.*)@(\d+)$/.exec(name);
  return found ? { run: found[1]!, seed: Number(found[2]) } : { run: name, seed: null };
}

/** The record of a further seed of a run stands in the run's folder, in `seeds/3`. */
export const seedDirectory = (directory: string, seed: number): string =>
  join(directory, 'seeds', String(seed));

export function runDirectory(store: Store, name: string): string {
  const { run, seed } = runOfSeed(name);
  const directory = join(runsDirectory(store), run);
  return seed === null ? directory : seedDirectory(directory, seed);
}

export const MANIFEST_FILE = 'manifest.json';
export const PROGRAM_FILE = 'program.json';

export const saveManifest = (store: Store, manifest: Manifest) =>
  writeFileAtomically(
    join(runDirectory(store, manifest.run), MANIFEST_FILE),
    encodeChecksummedJson(manifest),
    storeWriteOptions(store),
  );
