/** Where the seconds of a run went. */

/**
 * What the seconds of a phase are spent on; they add up to its whole time. `steps`, `features` (of frozen networks, computed
 * once) and `validation` are what the engine computes; `batches` is the time in which it has none to compute, since the next
 * is still gathered, augmented, drawn or copied.
 */
export const PHASE_PARTS = [
  /** Processes started and ended, modules and the engine's library loaded, weights read. */
  'start',
  /** Engines compared, to choose one. */
  'engines',
  /** Data sets opened. */
  'data',
  /** Steps captured, lowered and compiled. */
  'prepare',
  'features',
  'steps',
  'batches',
  /** Phases that solve: sums over batches, and what is solved of them. */
  'solve',
  'validation',
  /** State read from the engine and checked, and waiting for the file of the checkpoint before. */
  'checkpoints',
  'other',
] as const;

export type PhasePart = (typeof PHASE_PARTS)[number];

/** Seconds of a phase in this run, by what they were spent on. */
export type PhaseTimings = Record<PhasePart, number>;

/** What the seconds of a run are spent on, one part after the other; `phases` is training, whatever is trained side by side. */
export const RUN_PARTS = [
  /** Until the run begins: the graph is read and compiled. */
  'start',
  /** The data surveyed, keys computed, results looked up. */
  'plan',
  'phases',
  'evaluations',
  /** Models exported. */
  'models',
  'reports',
  'page',
  'other',
] as const;

export type RunPart = (typeof RUN_PARTS)[number];

export interface RunTimings {
  /** Wall-clock seconds of the whole run. */
  seconds: number;
  parts: Record<RunPart, number>;
  /** Of the phases that were trained, by name, as they are called in the run. */
  phases: Record<string, PhaseTimings>;
  /** Bytes that the process of each of these phases held in memory at most. */
  memory: Record<string, number>;
}

/** Seconds of a phase in all. */
export const totalSeconds = (timings: PhaseTimings): number =>
  PHASE_PARTS.reduce((sum, part) => sum + timings[part], 0);

export const noPhaseTimings = (): PhaseTimings =>
  Object.fromEntries(PHASE_PARTS.map((part) => [part, 0])) as PhaseTimings;

export const noRunParts = (): RunTimings['parts'] =>
  Object.fromEntries(RUN_PARTS.map((part) => [part, 0])) as RunTimings['parts'];
