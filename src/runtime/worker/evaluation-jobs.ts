import type { DataUse, Wire } from '../../compiler/index.js';
import {
  findArtifact,
  openStore,
  saveArtifact,
  quarantineArtifact,
  storedName,
  type Artifact,
  type Store,
} from '../store/index.js';
import {
  meanOverSplit,
  predictOutputs,
  valuesOfExamples,
  valuesOfFirstExamples,
  loadWeights,
  type SplitEvaluation,
} from '../trainer/index.js';
import { VERSION } from '../../package-root.js';
import { noticeEmitter } from '../api/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { openDatasets } from './open-datasets.js';
import { engineForJob } from './engine-selection.js';
import type { JobResults, EvaluationJob, NetworkSource, PredictJob, WireValuesJob } from '../jobs/index.js';
import type { JobContext } from './job-context.js';

type InferenceJob = EvaluationJob | WireValuesJob | PredictJob;

/** The state that all evaluations of a job share, and a function that prepares one of them. */
async function prepareEvaluations(
  job: InferenceJob,
  hashes: Readonly<Record<string, string>>,
  { emit, stop }: JobContext,
) {
  const engine = await engineForJob(job);
  engine.warm?.();
  const notice = noticeEmitter(emit);
  const opened = await openDatasets(job, hashes, notice);
  const store = openStore(job.store);
  return {
    engine,
    async sample(
      scope: string,
      use: DataUse,
      wires: readonly Wire[],
      from: NetworkSource[],
    ): Promise<SplitEvaluation> {
      const { program, threads } = job;
      const weights = await loadWeights(program, store, from);
      const set = opened.get(use.dataset)!.split(use.split);
      return { program, scope, set, wires, weights, engine, threads, stop, notice };
    },
  };
}

export function artifactDescription(
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

export async function quarantineIfBroken(store: Store, id: string): Promise<void> {
  if ((await findArtifact(store, id)).status === 'corrupt') await quarantineArtifact(store, id);
}

/** Computes evaluations and stores their values. */
export async function runEvaluationJob(
  job: EvaluationJob,
  context: JobContext,
): Promise<JobResults['measure']> {
  const declared = (name: string) => job.program.evaluations.find((one) => one.name === name)!;
  const { engine, sample } = await prepareEvaluations(job, job.hashes, context);
  const values = nullPrototypeRecord<number>();
  for (const { name, key, inputs, networks, simulated } of job.evaluations) {
    const begun = performance.now();
    const { data, wires, measure: wire } = declared(name);
    const value = await meanOverSplit(await sample('evaluate', data, wires, networks), wire);
    values[name] = value;
    const seconds = (performance.now() - begun) / 1000;
    const what = { key, kind: 'evaluation' as const, name, inputs, simulated, metrics: { value }, seconds };
    // JSON has no NaN: an evaluation without a value is not cached.
    if (Number.isFinite(value)) {
      const store = openStore(job.store);
      await quarantineIfBroken(store, storedName(key, [engine.name]));
      await saveArtifact(store, artifactDescription(what, engine, job.threads), null);
    }
  }
  return values;
}

/** Computes values of wires over the first examples of a split, and stores them. */
export async function runWireValuesJob(
  job: WireValuesJob,
  context: JobContext,
): Promise<JobResults['wires']> {
  const store = openStore(job.store);
  await quarantineIfBroken(store, storedName(job.key, [job.engine]));
  const begun = performance.now();
  const { engine, sample } = await prepareEvaluations(job, job.hashes, context);
  const from = await sample('wires', job.use, job.wires, job.networks);
  const rows = job.examples
    ? await valuesOfExamples(from, job.wanted, Int32Array.from(job.examples))
    : await valuesOfFirstExamples(from, job.wanted, job.count);
  const { key, name, inputs, simulated } = job;
  const seconds = (performance.now() - begun) / 1000;
  await saveArtifact(
    store,
    artifactDescription(
      { key, kind: 'wires', name, inputs, simulated, metrics: {}, seconds },
      engine,
      job.threads,
    ),
    new Map(rows.map((row, i) => [`row${i}`, row])),
  );
  return rows;
}

export async function runPredictJob(job: PredictJob, context: JobContext): Promise<JobResults['predict']> {
  const { engine } = await prepareEvaluations(job, {}, context);
  const weights = await loadWeights(job.program, openStore(job.store), job.networks);
  const { program, threads } = job;
  const scope = `predict/${job.model}`;
  return predictOutputs(
    { program, scope, weights, engine, threads, stop: context.stop },
    job.model,
    job.inputs,
  );
}
