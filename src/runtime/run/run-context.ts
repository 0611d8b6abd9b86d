import type { Program } from '../../compiler/index.js';
import { environmentFault, HOW_TO_GO_ON_AFTER_FAULT } from '../../system-errors.js';
import type { Diagnostic } from '../../diagnostics/index.js';
import type { RunEvent, RunOptions } from '../api/index.js';
import type { Manifest } from './manifest.js';
import { PlanError, type RunPlan } from './run-plan.js';
import { JobFailedError, type NetworkSource } from '../jobs/index.js';
import { StoreError } from '../store/index.js';
import type { MetricsLog } from './metrics-log.js';
import type { OutputLog } from './output-log.js';

export interface RunFailure {
  message: string;
  diagnostic: Diagnostic | null;
}

/** What to tell people of an error that is no fault of lagraph's own; null of one that is. */
export function userFacingMessage(error: unknown): string | null {
  if ([JobFailedError, PlanError, StoreError].some((kind) => error instanceof kind)) {
    return (error as Error).message;
  }
  const refused = environmentFault(error);
  return refused === null ? null : `${refused}. ${HOW_TO_GO_ON_AFTER_FAULT}`;
}

/** @param phase where the message does not say whose it is */
export const runFailureOf = (error: unknown, phase?: string): RunFailure => ({
  message: `${phase === undefined ? '' : `${phase}: `}${userFacingMessage(error) ?? (error as Error).message}`,
  diagnostic: error instanceof JobFailedError ? error.diagnostic : null,
});

/** What the parts of a run share. The manifest is changed as things happen. */
export interface RunContext {
  program: Program;
  options: RunOptions;
  plan: RunPlan;
  manifest: Manifest;
  directory: string;
  log: MetricsLog;
  output: OutputLog;
  /** What went wrong, each with its place in the graph if it has one. */
  problems: RunFailure[];
  emit(event: RunEvent): void;
}

export const RESUME_HINT = 'It was interrupted. The same command goes on from here.';

/** What every job of a run is told. Jobs that don't train run alone. */
export function commonJobFields({ program, options, plan }: RunContext) {
  return {
    program,
    store: plan.store.root,
    data: { ...options.data, surveyed: true },
    // What was surveyed, not what was asked for: `auto` has been decided.
    engine: plan.preflight.engine.name,
    numerics: plan.preflight.engine.numerics,
    threads: plan.cores,
  };
}

/** Networks with the keys of the artifacts that they come from. */
export const networkSources = (
  plan: RunPlan,
  networks: readonly { name: string; from: string | null }[],
): NetworkSource[] =>
  networks.map(({ name, from }) => ({ name, key: from === null ? null : plan.keys.get(from)!.key }));
