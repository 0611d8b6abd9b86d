import type { StepProgram } from '../capture/index.js';

/** Data going in or coming out. Shapes are the program's; `bytes` draws are Uint8Array, bool results are 0/1 bytes. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

export interface StateTensor {
  shape: readonly number[];
  data: Float32Array;
}

export interface EngineOptions {
  /** Threads to compute with. */
  threads: number;
}

/**
 * Something that runs StepPrograms. An engine keeps the state (weights, optimizer slots) of one phase in a session;
 * several programs (training, last batch, validation) run on the same session.
 */
export interface Engine {
  readonly name: string;
  /** Library and version, e.g. `onnxruntime-node 1.30.0`. */
  readonly version: string;
  /** Engines with the same class are expected to give the same bytes: part of a phase's key. */
  readonly numerics: string;
  open(options: EngineOptions): Promise<EngineSession>;
}

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
   * One step. Feeds are keyed by input name (fields, draws, scalars; a scalar is a number). Results by name; state
   * outputs stay in the session. The caller must not change fed arrays until the promise settles.
   */
  run(feeds: Readonly<Record<string, TensorData | number>>): Promise<Record<string, TensorData>>;
  dispose(): Promise<void>;
}
