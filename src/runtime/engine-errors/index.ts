export { StepError } from './step-error.js';
export { EngineUnavailableError } from './engine-unavailable-error.js';
export { outOfMemoryReport, type AllocationFailure } from './out-of-memory.js';
