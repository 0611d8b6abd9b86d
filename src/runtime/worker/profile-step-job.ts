import { writeSync } from 'node:fs';
import { noticeEmitter, PROFILED_ENGINE, TRACE_PREFIX } from '../api/index.js';
import type { ProfiledOperation, ProfiledPhase, ProfileStepJob } from '../jobs/index.js';
import { requirePrecision } from './engine-selection.js';
import type { JobContext } from './job-context.js';
import { openDatasets } from './open-datasets.js';
import { stepOfPhase } from './step-of-phase.js';
import { timeStep } from './time-step.js';

/** Times each operation of training steps of phases, on noise in place of data. Frozen features are hoisted as in training. */
export async function runProfileStepJob(
  job: ProfileStepJob,
  { emit }: JobContext,
): Promise<ProfiledPhase[] | null> {
  if (job.engine !== PROFILED_ENGINE) return null;
  const { onednnEngine } = await import('../engines/onednn/index.js');
  const datasets = await openDatasets(job, job.datasets, noticeEmitter(emit));
  const profiled: ProfiledPhase[] = [];
  for (const { name, threads } of job.phases) {
    const phase = job.program.phases.find((one) => one.name === name)!;
    const set = datasets.get(phase.data.dataset)?.split(phase.data.split);
    const { step, batchSize } = stepOfPhase(job.program, phase, set);
    const steps: ProfiledOperation[][] = [];
    let first: object | null = null;
    const engine = onednnEngine({
      observe(instruction, run, { layoutOf }) {
        const { name: operation, scope: layer, implementation, flops = 0, writes } = instruction;
        if (job.trace)
          writeSync(2, `${TRACE_PREFIX}${operation} of ${layer || 'no layer'} (${implementation})\n`);
        first ??= instruction;
        if (instruction === first) steps.push([]);
        const begun = performance.now();
        run();
        const milliseconds = performance.now() - begun;
        const layout = writes[0] ? layoutOf(writes[0]) : null;
        const gflopsPerSecond = flops > 0 ? flops / 1e6 / milliseconds : null;
        steps.at(-1)!.push({ operation, layer, implementation, layout, milliseconds, gflopsPerSecond });
      },
    });
    requirePrecision(phase, engine);
    await timeStep(engine, { program: job.program, phase, step, threads });
    const operations = leastOf(steps);
    profiled.push({ phase: name, batchSize, threads, version: engine.version, operations });
  }
  return profiled;
}

/** The least time of each operation: what disturbs a measurement only makes it longer. The first step may allocate. */
function leastOf([first = [], ...others]: readonly ProfiledOperation[][]): ProfiledOperation[] {
  return first.map((operation, at) =>
    others.reduce((least, step) => {
      const one = step[at];
      return one && one.milliseconds < least.milliseconds ? one : least;
    }, operation),
  );
}
