/** Errors of engines. Apart from the engines, so that a process that reports them does not load the engines. */
export { DeviceLostError } from './device-lost-error.js';
export { EngineUnavailableError } from './engine-unavailable-error.js';
export { outOfMemoryReport, type AllocationFailure } from './out-of-memory.js';
export { StepError } from './step-error.js';
