/** What an engine's thread is asked, and what it answers. Answers come in the order of the questions. */
import type { StepProgram } from '../../capture/index.js';
import type { StepError } from '../../engine-errors/index.js';
import type { Feeds, Precision, StateTensor, TensorData } from '../engine.js';

/** What a thread is started with. */
export interface EngineThreadData {
  /** The engine that it runs. */
  engine: string;
}

export type ThreadRequest =
  | { ask: 'open'; threads: number; precision?: Precision }
  /** `program` is the number that it is called by from now on. */
  | { ask: 'prepare'; program: number; step: StepProgram }
  | { ask: 'run'; program: number; feeds: Feeds }
  | { ask: 'dispose'; program: number }
  | { ask: 'write'; state: ReadonlyMap<string, StateTensor> }
  | { ask: 'read' }
  | { ask: 'close' };

/** What comes back, by question. `feeds` are those of a run, whose memory was lent where that could be done. */
export type ThreadResponse =
  | { ok: true; results?: Record<string, TensorData>; state?: Map<string, StateTensor>; feeds?: Feeds }
  /** An error travels with its stack and its causes, but without what a class of its own gives it. */
  | {
      ok: false;
      error: unknown;
      step?: Pick<StepError, 'scope' | 'outOfMemory'>;
      /** It is an EngineUnavailableError. */
      unusable?: boolean;
      feeds?: Feeds;
    };

/** What the thread says, asked or not. */
export type ThreadMessage = { say: 'answer'; answer: ThreadResponse } | { say: 'notice'; message: string };

/**
 * Memory that can go to another thread without being copied: that of arrays that have a buffer to themselves. A view
 * of something larger is copied, and stays.
 */
export function transferableBuffers(feeds: Feeds): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const array of Object.values(feeds)) {
    if (typeof array === 'number' || array.byteLength !== array.buffer.byteLength) continue;
    if (array.buffer instanceof ArrayBuffer) buffers.add(array.buffer);
  }
  return [...buffers];
}
