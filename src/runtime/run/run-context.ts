import type { Program } from '../../compiler/index.js';
import { environmentFault, HOW_TO_GO_ON_AFTER_FAULT } from '../../system-errors.js';
import type { Diagnostic } from '../../diagnostics/index.js';
import type { PhaseTimings, RunEvent, RunOptions } from '../api/index.js';
import type { Manifest } from './manifest.js';
import { PlanError, type RunPlan } from './run-plan.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { JobFailedError, type NetworkSource } from '../jobs/index.js';
import { networkSource } from '../plan/index.js';
import { StoreError } from '../store/index.js';
import type { MetricsLog } from './metrics-log.js';
import type { OutputLog } from './output-log.js';

export interface RunFailure {
  message: string;
  diagnostic: Diagnostic | null;
}

/** The message for users of an error that is not a bug of lagraph; null for a bug. */
export function userFacingMessage(error: unknown): string | null {
  if ([JobFailedError, PlanError, StoreError].some((kind) => error instanceof kind)) {
    return (error as Error).message;
  }
  const refused = environmentFault(error);
  return refused === null ? null : `${refused}. ${HOW_TO_GO_ON_AFTER_FAULT}`;
}

/** @param phase its name, if the message does not contain it */
export const runFailureOf = (error: unknown, phase?: string): RunFailure => ({
  message: `${phase === undefined ? '' : `${phase}: `}${userFacingMessage(error) ?? (error as Error).message}`,
  diagnostic: error instanceof JobFailedError ? error.diagnostic : null,
});

/** State shared by the steps of a run. The manifest is updated as the run proceeds. */
export interface RunContext {
  program: Program;
  options: RunOptions;
  plan: RunPlan;
  manifest: Manifest;
  directory: string;
  log: MetricsLog;
  output: OutputLog;
  /** How a phase is called in the run: `link@3` if it has several seeds. */
  label(phase: string): string;
  /** What the time of its phases was spent on, by their names. */
  timings: Map<string, PhaseTimings>;
  /** Bytes that their processes held in memory at most. */
  memory: Map<string, number>;
  /** Failures, each with its place in the graph if it has one. */
  problems: RunFailure[];
  emit(event: RunEvent): void;
}

export const RESUME_HINT = 'It was interrupted. The same command goes on from here.';

/** Fields that all jobs of a run share. Jobs that don't train run alone, on all cores. */
export function commonJobFields({
  program,
  options,
  plan,
}: Pick<RunContext, 'program' | 'options' | 'plan'>) {
  return {
    program,
    store: plan.store.root,
    data: { ...options.data, surveyed: true },
    // The engine that the preflight selected: `auto` has been resolved.
    engine: plan.preflight.engine.name,
    numerics: plan.preflight.engine.numerics,
    threads: plan.cores,
  };
}

/** Networks with the artifacts that hold their weights; the phases that left them are trained. */
export const networkSources = (
  { lookup }: RunPlan,
  networks: readonly { name: string; from: string | null }[],
): NetworkSource[] =>
  networks.map((network) => networkSource(lookup.program, network, (phase) => lookup.results.get(phase)!.id));

/** Hashes of data sets, which must not change during a run. */
export const datasetHashes = (
  { preflight }: Pick<RunPlan, 'preflight'>,
  names: readonly string[],
): Record<string, string> =>
  nullPrototypeRecord(
    preflight.datasets.filter(({ name }) => names.includes(name)).map(({ name, hash }) => [name, hash]),
  );
