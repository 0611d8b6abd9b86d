import { noticeEmitter, totalSeconds } from '../api/index.js';
import type { ForecastJob, TrainingForecast } from '../jobs/index.js';
import { createPhaseClock, forecastTraining } from '../trainer/index.js';
import { engineForJob, requirePrecision } from './engine-selection.js';
import type { JobContext } from './job-context.js';
import { openDatasets } from './open-datasets.js';
import { peakMemory } from './peak-memory.js';

/** Forecasts the training of a phase. All its data is opened, since that takes its time and memory, too. */
export async function runForecastJob(
  job: ForecastJob,
  { emit, stop }: JobContext,
): Promise<TrainingForecast> {
  const clock = createPhaseClock();
  const phase = job.program.phases.find(({ name }) => name === job.phase)!;
  const engine = await engineForJob(job);
  requirePrecision(phase, engine);
  engine.warm?.();
  const datasets = await clock.in('data', () =>
    openDatasets(job, job.hashes, noticeEmitter(emit, job.phase)),
  );
  const { start, data } = clock.read();
  const { program, store: directory, threads } = job;
  const { secondsPerStep, seconds, missingBytes } = await forecastTraining(
    {
      program,
      phase,
      choice: { engine: engine.name, only: true },
      engine,
      threads,
      datasets,
      emit,
      stop,
      directory,
    },
    job.epochs,
  );
  return {
    secondsPerStep,
    measuredSeconds: totalSeconds(clock.read()),
    seconds: { ...seconds, start: seconds.start + start, data: seconds.data + data },
    peakBytes: peakMemory() + missingBytes,
  };
}
