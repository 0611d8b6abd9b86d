import type { RunEvent } from './run-events.js';

/** Where data may come from. Plain data: it is sent to child processes. */
export interface DataOptions {
  /** Data directory (`--data`). */
  directory?: string;
  /** Base of relative paths in the graph: the folder that contains it. */
  base?: string;
  /** Cache for downloads; the platform's cache directory by default. */
  cache?: string;
  /**
   * The preflight has read all data already: downloads are cached, notices about substituted sources have been given.
   * Nothing is downloaded, so that a phase does not wait again for an unreachable network.
   */
  surveyed?: boolean;
  /** Nothing is downloaded (`--offline`). */
  offline?: boolean;
  /** Only the first examples of each split, so many at most: for trials whose results are thrown away. */
  limit?: number;
}

/** The source of a part of the graph. */
export interface PartText {
  /** By which the graph has it; of several, one. */
  namespace: string;
  file: string;
  text: string;
}

export interface PlanOptions {
  /** The store's directory, `.lagraph` by convention. */
  store: string;
  data?: DataOptions;
  /**
   * Name of the engine: only what it has made by itself counts as done. With `auto`, the default, what any engine has
   * made counts, and a phase is trained by the engine that is quickest on its step, by measurement.
   */
  engine?: string;
  /** Fail unless the engine computes on a GPU. */
  requireGpu?: boolean;
  /** Only these phases and their prerequisites. All by default. */
  only?: readonly string[];
  /**
   * Called when the data have been read, before anything is trained: the data sets that read a source, with the hash of
   * what it gave. What it throws is thrown.
   */
  onSources?(sources: readonly { name: string; hash: string }[]): void;
}

/** How a run was asked for on the command line, for its record. */
export interface Invocation {
  /** The graph file as it was given. */
  file: string;
  profile: string | null;
  /** `epochs=3`, in their order; a seed that was given is among them. */
  overrides: string[];
  /** The command that does the same again, word by word. */
  command: string[];
}

export interface RunOptions extends PlanOptions {
  /** How many phases may train at once. By default as many as are independent, but no more than there are cores. */
  jobs?: number;
  /** Train again (the phases named by `only`, else all) although their artifacts exist. */
  force?: boolean;
  /** Abort to stop after the current step. Finished work is kept. */
  signal?: AbortSignal;
  onEvent?(event: RunEvent): void;
  /** The sources of the graph and of its parts, and its resolved form, to be written into the run's directory. */
  texts?: { file: string; written: string; resolved: string; parts?: readonly PartText[] };
  /** How the run was asked for; it is kept in the run's record. */
  invocation?: Invocation;
  /** Milliseconds since 1970; the system's clock by default. */
  now?(): number;
}

export const DEFAULT_ENGINE = 'auto';

/** The engine that computes what no other was chosen for; it comes with lagraph. */
export const BASE_ENGINE = 'onnx';

/** The engine whose steps can be measured operation by operation. */
export const PROFILED_ENGINE = 'onednn';

/** What begins the lines in which a process says each operation before it is done. */
export const TRACE_PREFIX = 'lagraph: computing ';
