/** What callers pass to a run and receive from it: options, events, records of epochs. */
export type { BestEpoch, EarlyStop, EpochRecord } from './epoch-records.js';
export { noticeEmitter, type NoticeHandler, type RunEvent } from './run-events.js';
export {
  noPhaseTimings,
  noRunParts,
  PHASE_PARTS,
  RUN_PARTS,
  totalSeconds,
  type PhasePart,
  type PhaseTimings,
  type RunPart,
  type RunTimings,
} from './timings.js';
export {
  BASE_ENGINE,
  DEFAULT_ENGINE,
  PROFILED_ENGINE,
  TRACE_PREFIX,
  type DataOptions,
  type Invocation,
  type PartText,
  type PlanOptions,
  type RunOptions,
} from './run-options.js';
