import type { DataUse, Wire } from '../../compiler/index.js';
import { findArtifact, openStore, saveArtifact, setAside, type Artifact } from '../store/index.js';
import { measure, predict, valuesOf, weightsOf, type Sample } from '../trainer/index.js';
import { VERSION } from '../../home.js';
import { noticesTo } from '../events.js';
import { byName } from '../../names/index.js';
import { openDatasets } from './datasets.js';
import { engineOf } from './engines.js';
import type { JobResults, MeasureJob, NetworkFrom, PredictJob, WiresJob } from './jobs.js';
import type { Surroundings } from './perform.js';

type Work = MeasureJob | WiresJob | PredictJob;

/** What all samples of a job have in common, and how one is made. */
async function sampler(job: Work, hashes: Readonly<Record<string, string>>, { emit, stop }: Surroundings) {
  const engine = await engineOf(job);
  engine.warm?.();
  const notice = noticesTo(emit);
  const opened = await openDatasets(job, hashes, notice);
  const store = openStore(job.store);
  return {
    engine,
    async sample(scope: string, use: DataUse, wires: readonly Wire[], from: NetworkFrom[]): Promise<Sample> {
      const { program, threads } = job;
      const weights = await weightsOf(program, store, from);
      const set = opened.get(use.dataset)!.split(use.split);
      return { program, scope, set, wires, weights, engine, threads, stop, notice };
    },
  };
}

function description(
  what: Pick<Artifact, 'key' | 'kind' | 'name' | 'inputs' | 'simulated' | 'metrics' | 'seconds'>,
  engine: { name: string; version: string; numerics: string },
  threads: number,
): Omit<Artifact, 'tensors'> {
  const { name, version, numerics } = engine;
  return {
    ...what,
    made: new Date().toISOString(),
    lagraph: VERSION,
    engine: { name, version, numerics, threads },
    epochs: [],
  };
}

/** Compute evaluations and keep their values. */
export async function runMeasures(job: MeasureJob, around: Surroundings): Promise<JobResults['measure']> {
  const declared = (name: string) => job.program.evaluations.find((one) => one.name === name)!;
  const hashes = byName(job.evaluations.flatMap(({ inputs }) => Object.entries(inputs.data)));
  const { engine, sample } = await sampler(job, hashes, around);
  const values = byName<number>();
  for (const { name, key, inputs, networks, simulated } of job.evaluations) {
    const begun = performance.now();
    const { data, wires, measure: wire } = declared(name);
    const value = await measure(await sample(`evaluate/${name}`, data, wires, networks), wire);
    values[name] = value;
    const seconds = (performance.now() - begun) / 1000;
    const what = { key, kind: 'evaluation' as const, name, inputs, simulated, metrics: { value }, seconds };
    // JSON has no NaN: a measure without a value is computed each time.
    if (Number.isFinite(value)) {
      const found = await findArtifact(openStore(job.store), key);
      if (found.status === 'corrupt') await setAside(openStore(job.store), key);
      await saveArtifact(openStore(job.store), description(what, engine, job.threads), null);
    }
  }
  return values;
}

/** Compute values of wires over the first examples of a split, and keep them. */
export async function runWires(job: WiresJob, around: Surroundings): Promise<JobResults['wires']> {
  const store = openStore(job.store);
  if ((await findArtifact(store, job.key)).status === 'corrupt') await setAside(store, job.key);
  const begun = performance.now();
  const { engine, sample } = await sampler(job, job.inputs.data, around);
  const from = await sample(`wires/${job.name}`, job.use, job.wires, job.networks);
  const rows = await valuesOf(from, job.wanted, job.count);
  const { key, name, inputs, simulated } = job;
  const seconds = (performance.now() - begun) / 1000;
  await saveArtifact(
    store,
    description({ key, kind: 'wires', name, inputs, simulated, metrics: {}, seconds }, engine, job.threads),
    new Map(rows.map((row, i) => [`row${i}`, row])),
  );
  return rows;
}

export async function runPredict(job: PredictJob, around: Surroundings): Promise<JobResults['predict']> {
  const { engine } = await sampler(job, {}, around);
  const weights = await weightsOf(job.program, openStore(job.store), job.networks);
  const { program, threads } = job;
  const scope = `predict/${job.model}`;
  return predict({ program, scope, weights, engine, threads, stop: around.stop }, job.model, job.inputs);
}
