/** Finds the operation in which an engine's library crashed, by taking the step anew in a process that says what it does. */
import type { Phase } from '../../compiler/index.js';
import { PROFILED_ENGINE, TRACE_PREFIX } from '../api/index.js';
import { JobFailedError, runJob } from '../jobs/index.js';
import { datasetsOfPhase } from '../plan/index.js';
import { lineSplitter } from './output-log.js';
import type { RunContext } from './run-context.js';

/**
 * What was computed at the crash, as `BatchMatMul of reader/dense (brg_matmul:avx2)`; null if the engine does not tell its
 * operations apart, or if the step does not crash again.
 */
export async function findCrashedOperation(
  { program, options, plan }: RunContext,
  phase: Phase,
  engine: string,
  stop: AbortSignal,
): Promise<string | null> {
  if (engine !== PROFILED_ENGINE) return null;
  let last: string | null = null;
  const output = lineSplitter((lines) => {
    for (const line of lines) {
      if (line.startsWith(TRACE_PREFIX)) last = line.slice(TRACE_PREFIX.length);
    }
  });
  try {
    await runJob(
      {
        task: 'profileStep',
        engine,
        program,
        data: { ...options.data, surveyed: true },
        datasets: datasetsOfPhase(phase),
        phases: [{ name: phase.name, threads: plan.threads.get(phase.name)! }],
        trace: true,
      },
      { event: () => undefined, stop, output },
    );
    return null;
  } catch (error) {
    if (stop.aborted || !(error instanceof JobFailedError) || error.fault?.kind !== 'crash') return null;
    return last;
  }
}
