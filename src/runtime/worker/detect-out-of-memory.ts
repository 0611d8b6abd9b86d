import { type AllocationFailure, StepError } from '../engine-errors/index.js';

/** Shorter arrays fail for other reasons than memory: a view beyond its buffer, a wrongly computed size. */
const MIN_OUT_OF_MEMORY_LENGTH = 2 ** 28;

/**
 * The failed allocation, if an error reports one: from an engine, or from JavaScript during capture or while
 * gathering a batch.
 */
export function detectOutOfMemory(error: unknown): AllocationFailure | null {
  if (error instanceof StepError) return error.outOfMemory ? error : null;
  if (!(error instanceof Error)) return null;
  const { message } = error;
  const length = /Invalid typed array length: (\d+)/.exec(message)?.[1];
  const large = length !== undefined && Number(length) >= MIN_OUT_OF_MEMORY_LENGTH;
  const refused = /^Array buffer allocation failed|^Invalid array buffer length/.test(message);
  const thread = (error.cause as { code?: unknown } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return large || refused || thread ? { scope: null, message } : null;
}
