export { DEFAULT_ENGINE, type DataOptions, type PlanOptions, type RunOptions } from './run-options.js';
export { noticeEmitter, type Notice, type RunEvent } from './run-events.js';
