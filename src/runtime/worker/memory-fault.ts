import { StepFailed } from '../engines/index.js';
import type { MemoryFault } from '../out-of-memory.js';

/** What found no memory, where an error says that: an engine, or JavaScript while it wrote a step down or put a batch together. */
export function memoryFault(error: unknown): MemoryFault | null {
  if (error instanceof StepFailed) return error.outOfMemory ? error : null;
  const javascript =
    error instanceof RangeError && /typed array length|buffer allocation failed/i.test(error.message);
  return javascript ? { scope: null, message: error.message } : null;
}
