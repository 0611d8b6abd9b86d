import { type AllocationFailure, StepError } from '../engine-errors/index.js';

/** Arrays of fewer numbers are refused for other reasons: a view beyond its buffer, a size that was reckoned wrong. */
const MIN_OUT_OF_MEMORY_LENGTH = 2 ** 28;

/** What found no memory, where an error says that: an engine, or JavaScript while it wrote a step down or put a batch together. */
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
