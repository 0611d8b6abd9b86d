import { networksWithLastPhase } from '../plan/index.js';
import { runJob } from '../jobs/index.js';
import { networkSources, type RunContext } from './run-context.js';

/** Writes networks and models into the run's directory as tfjs layers models. */
export async function exportTrainedModels(context: RunContext): Promise<void> {
  const { program, plan, manifest, directory, options, emit } = context;
  const there = new Set(plan.phases.map(({ name }) => name));
  const networks = networksWithLastPhase(program).filter(({ from }) => from !== null && there.has(from));
  const { refused, files } = await runJob(
    { task: 'export', program, store: plan.store.root, directory, networks: networkSources(plan, networks) },
    { event: emit, stop: options.signal, output: context.output.listen('export') },
  );
  manifest.notExported = refused;
  Object.assign(manifest.files!, files);
}
