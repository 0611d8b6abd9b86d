import type { Precision } from '../../compiler/index.js';
import type { StateTensor, StepProgram } from '../capture/index.js';

/** Data going in or coming out. Shapes are the program's; `bytes` draws are Uint8Array, bool results are 0/1 bytes. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

export type { StateTensor } from '../capture/index.js';

/** What goes into a step, by input name; a scalar is a number. */
export type Feeds = Record<string, TensorData | number>;

/** What an engine can compute in; see `Phase.precision`. */
export type { Precision } from '../../compiler/index.js';

export interface EngineOptions {
  /** Threads to compute with. */
  threads: number;
  /** One of the engine's `precisions`; float32 by default. */
  precision?: Precision;
  /** Told in a sentence what a person should know: that the engine had to compute in a slower way, and why. */
  notice?: (message: string) => void;
}

/** What an engine computes on. */
export type Device = 'CPU' | 'GPU';

/**
 * Something that runs StepPrograms. An engine keeps the state (weights, optimizer slots) of one phase in a session;
 * several programs (training, last batch, validation) run on the same session.
 */
export interface Engine {
  readonly name: string;
  /** Library and version, e.g. `onnxruntime-node 1.30.0`. */
  readonly version: string;
  readonly device: Device;
  /** Whether it heeds `threads`, and is faster with more. */
  readonly multithreaded: boolean;
  readonly precisions: readonly Precision[];
  /** Engines with the same class are expected to give the same bytes: part of a phase's key. */
  readonly numerics: string;
  open(options: EngineOptions): Promise<EngineSession>;
  /** Begin to load what `open` will need. Whoever has other things to do first calls it. */
  warm?(): void;
}

/**
 * Calls of a session are made one after another: an engine alone need not stand a second call while the first is not
 * answered. Those that `inTurn` or `threaded` made do each call when its turn comes.
 */
export interface EngineSession {
  /** Make a program ready to run. Programs may be prepared at any time, also after state was written. */
  prepare(program: StepProgram): Promise<PreparedProgram>;
  /** Set state by name. Names that no program knows are kept and handed back by `read`. */
  write(state: ReadonlyMap<string, StateTensor>): Promise<void>;
  /** Copies of the state as it is after the last finished step. */
  read(): Promise<Map<string, StateTensor>>;
  close(): Promise<void>;
}

export interface PreparedProgram {
  /**
   * One step. Feeds are fields, draws and scalars. Results by name; state outputs stay in the session. The caller must
   * not look at fed arrays until the promise settles: an engine in another thread takes them there. After that `feeds`
   * holds arrays of the same types and lengths, the same ones or others, that may be written again.
   */
  run(feeds: Feeds): Promise<Record<string, TensorData>>;
  dispose(): Promise<void>;
}
