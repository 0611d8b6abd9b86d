import type { Program } from '../../compiler/index.js';
import { environmentFault, HOW_TO_GO_ON_AFTER_FAULT } from '../../system-errors.js';
import type { Diagnostic } from '../../diagnostics/index.js';
import type { RunEvent } from '../events.js';
import type { Manifest } from '../manifest.js';
import type { RunOptions } from '../options.js';
import { PlanProblem, type Plan } from '../plan.js';
import { JobFailed } from '../scheduler/index.js';
import { StoreProblem } from '../store/index.js';
import type { NetworkFrom } from '../worker/index.js';
import type { RunLog } from './log.js';
import type { OutputLog } from './output.js';

export interface RunProblem {
  message: string;
  diagnostic: Diagnostic | null;
}

/** What to tell people of an error that is no fault of lagraph's own; null of one that is. */
export function failureOf(error: unknown): string | null {
  if ([JobFailed, PlanProblem, StoreProblem].some((kind) => error instanceof kind)) {
    return (error as Error).message;
  }
  const refused = environmentFault(error);
  return refused === null ? null : `${refused}. ${HOW_TO_GO_ON_AFTER_FAULT}`;
}

/** @param phase where the message does not say whose it is */
export const problemOf = (error: unknown, phase?: string): RunProblem => ({
  message: `${phase === undefined ? '' : `${phase}: `}${failureOf(error) ?? (error as Error).message}`,
  diagnostic: error instanceof JobFailed ? error.diagnostic : null,
});

/** What the parts of a run share. The manifest is changed as things happen. */
export interface RunContext {
  program: Program;
  options: RunOptions;
  plan: Plan;
  manifest: Manifest;
  directory: string;
  log: RunLog;
  output: OutputLog;
  /** What went wrong, each with its place in the graph if it has one. */
  problems: RunProblem[];
  emit(event: RunEvent): void;
}

export const HOW_TO_GO_ON = 'It was interrupted. The same command goes on from here.';

/** What every job of a run is told. Jobs that don't train run alone. */
export function common({ program, options, plan }: RunContext) {
  return {
    program,
    store: plan.store.root,
    data: { ...options.data, surveyed: true },
    // What was surveyed, not what was asked for: `auto` has been decided.
    engine: plan.survey.engine.name,
    numerics: plan.survey.engine.numerics,
    threads: plan.cores,
  };
}

/** Networks with the keys of the artifacts that they come from. */
export const keyed = (
  plan: Plan,
  networks: readonly { name: string; from: string | null }[],
): NetworkFrom[] =>
  networks.map(({ name, from }) => ({ name, key: from === null ? null : plan.keys.get(from)!.key }));
