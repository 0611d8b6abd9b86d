import type { RunEvent } from './run-events.js';

/** Where data may come from. Plain data: it is handed to child processes. */
export interface DataOptions {
  /** Data directory (`--data`). */
  directory?: string;
  /** Where relative paths in the graph start: the folder that it lies in. */
  base?: string;
  /** Cache for downloads; the platform's own by default. */
  cache?: string;
  /**
   * The run has read all of its data already: what was downloaded lies in the cache, what stands in for something has
   * been said. Nothing is downloaded, so that a phase does not wait again for a network that was not there.
   */
  surveyed?: boolean;
}

export interface PlanOptions {
  /** The store's directory, `.lagraph` by convention. */
  store: string;
  data?: DataOptions;
  /** Name of the engine, `onnx` by default; `auto`: the quickest on this machine, measured once. */
  engine?: string;
  /** Fail where the engine would compute on no GPU. */
  requireGpu?: boolean;
  /** Take what other engines have trained as if it were this one's: finished phases, and checkpoints to go on from. */
  mixEngines?: boolean;
  /** Only these phases, and what they start from. All by default. */
  only?: readonly string[];
}

export interface RunOptions extends PlanOptions {
  /** How many phases may train at once. By default as many as are independent, but no more than there are cores. */
  jobs?: number;
  /** Train again (those named by `only`, else all) though their artifacts are there. */
  force?: boolean;
  /** Abort to stop after the step that runs. What is done is kept. */
  signal?: AbortSignal;
  onEvent?(event: RunEvent): void;
  /** The graph as it was written and as it was resolved, to be left in the run's directory. */
  texts?: { file: string; written: string; resolved: string };
  /** Milliseconds since 1970; the system's clock by default. */
  now?(): number;
}

export const DEFAULT_ENGINE = 'onnx';
