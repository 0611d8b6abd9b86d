/** Protocol between host and engine thread: responses come in the order of requests. */
import type { StepProgram } from '../../capture/index.js';
import type { StepError } from '../../engine-errors/index.js';
import type { StepFeeds, Precision, StateTensor, TensorData } from '../engine.js';

/** Parameters of a new thread. */
export interface EngineThreadData {
  /** Name of the engine. */
  engine: string;
}

export type ThreadRequest =
  | { ask: 'open'; threads: number; precision?: Precision }
  /** `program` is the number that later requests refer to it by. */
  | { ask: 'prepare'; program: number; step: StepProgram }
  | { ask: 'run'; program: number; feeds: StepFeeds }
  | { ask: 'dispose'; program: number }
  | { ask: 'write'; state: ReadonlyMap<string, StateTensor> }
  | { ask: 'read' }
  | { ask: 'close' };

/** A response. `feeds` of a run are returned: their buffers were transferred. */
export type ThreadResponse =
  | {
      ok: true;
      results?: Record<string, TensorData>;
      /** Seconds that the step was computed for. */
      seconds?: number;
      state?: Map<string, StateTensor>;
      feeds?: StepFeeds;
    }
  /** Errors are cloned with stack and causes, but lose fields of subclasses. */
  | {
      ok: false;
      error: unknown;
      step?: Pick<StepError, 'scope' | 'outOfMemory'>;
      /** Whether it is an EngineUnavailableError. */
      unusable?: boolean;
      feeds?: StepFeeds;
    };

/** A message of the thread: a response or a notice. */
export type ThreadMessage = { say: 'answer'; answer: ThreadResponse } | { say: 'notice'; message: string };

/** Buffers to transfer instead of copy: those owned by one array. Views of larger buffers are copied. */
export function transferableBuffers(feeds: StepFeeds): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const array of Object.values(feeds)) {
    if (typeof array === 'number' || array.byteLength !== array.buffer.byteLength) continue;
    if (array.buffer instanceof ArrayBuffer) buffers.add(array.buffer);
  }
  return [...buffers];
}
