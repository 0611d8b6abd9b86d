import { noticeEmitter } from '../api/index.js';
import type { ExamplesJob, JobResults } from '../jobs/index.js';
import {
  firstExampleIndices,
  shuffledBatches,
  valuesOfExamples,
  type SplitEvaluation,
} from '../trainer/index.js';
import type { ExampleSet } from '../data/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { engineForJob } from './engine-selection.js';
import type { JobContext } from './job-context.js';
import { openDatasets } from './open-datasets.js';

/** Examples whose labels are counted at a time. */
const LABEL_CHUNK = 1024;

/** Computes fields of examples as training sees them in its first epoch, and counts the classes of the whole split. */
export async function runExamplesJob(
  job: ExamplesJob,
  { emit, stop }: JobContext,
): Promise<JobResults['examples']> {
  const notice = noticeEmitter(emit);
  const opened = (await openDatasets(job, [job.use.dataset], notice)).get(job.use.dataset)!;
  const set = opened.split(job.use.split);
  const count = Math.min(job.count, set.examples);
  const { program, wires, wanted, threads, order } = job;
  const examples = order
    ? shuffledBatches(program.seed, order.stream, set.examples, set.examples)(0).examples.slice(0, count)
    : firstExampleIndices(count);
  const engine = await engineForJob(job);
  engine.warm?.();
  const evaluation: SplitEvaluation = {
    program,
    scope: 'examples',
    set,
    wires,
    weights: new Map(),
    engine,
    threads,
    stop,
    notice,
  };
  const values = await valuesOfExamples(evaluation, wanted, examples);
  return {
    values,
    examples: [...examples],
    all: set.examples,
    classes: nullPrototypeRecord(job.labels.map((label) => [label, countClasses(set, label)])),
    origin: opened.origin,
    simulated: opened.simulated,
  };
}

/** Examples by class, of a label that the data hold. */
function countClasses(set: ExampleSet, label: string): number[] {
  const [width = 1] = set.fields[label]!.shape;
  const counts = new Array<number>(width).fill(0);
  for (let from = 0; from < set.examples; from += LABEL_CHUNK) {
    const order = Int32Array.from(
      { length: Math.min(LABEL_CHUNK, set.examples - from) },
      (_, at) => from + at,
    );
    const rows = set.gather(order, 0, [label])[label]!;
    for (let at = 0; at < order.length; at += 1) {
      const row = rows.subarray(at * width, (at + 1) * width);
      counts[row.indexOf(Math.max(...row))]! += 1;
    }
  }
  return counts;
}
