import type { ExportJob, JobResults } from './jobs.js';

/** Write networks and models as tfjs layers models. */
export async function exportModels(_job: ExportJob): Promise<JobResults['export']> {
  throw new Error('not there yet');
}
