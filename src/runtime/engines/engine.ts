import type { Precision } from '../../compiler/index.js';
import type { StateTensor, StepProgram } from '../capture/index.js';

/** Data of inputs and outputs, in the program's shapes; `bytes` draws are Uint8Array, bool results are 0/1 bytes. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

export type { StateTensor } from '../capture/index.js';

/** Values of a step's inputs by name; scalars are plain numbers. */
export type StepFeeds = Record<string, TensorData | number>;

/** Number formats that an engine may compute in; see `Phase.precision`. */
export type { Precision } from '../../compiler/index.js';

export interface EngineOptions {
  /** Threads to compute with. */
  threads: number;
  /** One of the engine's `precisions`; float32 by default. */
  precision?: Precision;
  /** Receives messages for the user, one sentence each, e.g. that the engine fell back to a slower form, and why. */
  notice?: (message: string) => void;
}

/** The hardware that an engine computes on. */
export type Device = 'CPU' | 'GPU';

/**
 * Runs StepPrograms. An engine keeps the state (weights, optimizer slots) of one phase in a session; several programs
 * (training, last batch, validation) run on the same session.
 */
export interface Engine {
  readonly name: string;
  /** Library and version, e.g. `onnxruntime-node 1.30.0`. */
  readonly version: string;
  readonly device: Device;
  /** Whether it uses `threads` to run faster. */
  readonly multithreaded: boolean;
  readonly precisions: readonly Precision[];
  /** Engines with equal `numerics` are expected to compute identical bytes; part of a phase's key. */
  readonly numerics: string;
  open(options: EngineOptions): Promise<EngineSession>;
  /** Starts loading what `open` needs, while the caller does other work. */
  warm?(): void;
}

/**
 * Calls of a session are made one at a time: an engine need not support concurrent calls. Engines wrapped by
 * `withCallQueue` or `threadedEngine` queue them.
 */
export interface EngineSession {
  /** Prepares (lowers and loads) a program. Allowed at any time, also after state was written. */
  prepare(program: StepProgram): Promise<PreparedProgram>;
  /** Sets state by name. Names that no program uses are kept and returned by `read`. */
  write(state: ReadonlyMap<string, StateTensor>): Promise<void>;
  /** Copies of the state after the last finished step. */
  read(): Promise<Map<string, StateTensor>>;
  /**
   * Seconds in which steps were computed since it was opened, without those in which they waited; absent where calls are
   * not queued.
   */
  secondsInSteps?(): number;
  close(): Promise<void>;
}

export interface PreparedProgram {
  /**
   * Runs one step. Feeds are fields, draws and scalars; results are returned by name, while state outputs stay in the
   * session. The caller must not access fed arrays until the promise settles, since a threaded engine transfers their
   * buffers. Afterwards `feeds` holds arrays of the same types and lengths, possibly others, that may be overwritten.
   */
  run(feeds: StepFeeds): Promise<Record<string, TensorData>>;
  dispose(): Promise<void>;
}
