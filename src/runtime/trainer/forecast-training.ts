/** Forecasts how long the training of a phase takes, and how much memory, from a little of it. */
import { join } from 'node:path';
import { stepsOfPass, type Phase } from '../../compiler/index.js';
import { noPhaseTimings, PHASE_PARTS, type PhaseTimings } from '../api/index.js';
import type { ExampleSet, OpenedDataset } from '../data/index.js';
import { examplesUsedInTraining, movingWires } from '../plan/index.js';
import { openStore } from '../store/index.js';
import { frozenFeatureBytes } from './frozen-features.js';
import { createPhaseClock } from './phase-clock.js';
import { solvePhase } from './solve-phase.js';
import { trainPhase } from './train-phase.js';
import type { TrainingContext } from './training-context.js';
import { TrainingError } from './training-errors.js';
import { validationFeatures } from './validation-loop.js';

/** About so much of the steps is measured. */
const SAMPLE_SECONDS = 1.5;
const MOST_STEPS = 500;
/** Batches of a validation that are measured. */
const VALIDATION_BATCHES = 4;
/** Batches that are solved for in the first place, and for the comparison with more of them. */
const SOLVED_BATCHES = [4, 16] as const;

export type ForecastContext = Omit<
  TrainingContext,
  'clock' | 'course' | 'figures' | 'artifacts' | 'store'
> & {
  /** Where the stores of the samples may lie. */
  directory: string;
};

export interface Forecast {
  secondsPerStep: number | null;
  seconds: PhaseTimings;
  /** Bytes that the whole training needs beyond what the sample has held. */
  missingBytes: number;
}

/**
 * Trains a little of a phase from random weights, and forecasts the whole from what each part has taken: an epoch's steps, its
 * validation and its checkpoint by the second of two short epochs, frozen features by the example. Throws TrainingError if not
 * even that can be trained.
 *
 * @param epochs how many are still to be trained; if a phase ends early, it takes less
 */
export async function forecastTraining(training: ForecastContext, epochs: number): Promise<Forecast> {
  const phase = fromRandomWeights(training.phase);
  const program = {
    ...training.program,
    networks: training.program.networks.map(({ load: _, ...network }) => network),
  };
  const context = { ...training, program, phase };
  return phase.solve ? forecastSolving(context, epochs) : forecastSteps(context, epochs);
}

const fromRandomWeights = (phase: Phase): Phase => ({
  ...phase,
  networks: phase.networks.map((network) => ({ ...network, from: null })),
  start: [],
});

async function forecastSteps(training: ForecastContext, epochs: number): Promise<Forecast> {
  const { phase } = training;
  const { validation, batchSize } = phase;
  const set = trainingSet(training);
  const steps = phase.stepsPerEpoch ?? stepsOfPass(set.examples, phase);
  const used = examplesUsedInTraining({ ...phase, epochs }, set.examples);
  const features = { set, used, wires: phase.wires, wanted: movingWires(phase) };
  const featureBytes = frozenFeatureBytes(training, features);
  const validated = validation ? validationFeatures(validation, training.datasets) : null;
  const validationBytes = validated && frozenFeatureBytes(training, validated);

  const sampled = shortened(training, {
    most: validation ? validation.batchSize * VALIDATION_BATCHES : Infinity,
    only: validation && !sameSplit(validation.data, phase.data) ? validation.data : null,
    // So few examples might have their features precomputed though all of them are too many.
    hoists: featureBytes !== null,
  });
  const short = (stepsPerEpoch: number): Phase => ({
    ...phase,
    epochs: 2,
    stepsPerEpoch,
    ...(validation ? { validation: { ...validation, every: 1 } } : {}),
  });
  const few = Math.min(2, steps);
  const first = await measure(sampled, short(few), 'first', trainPhase);
  const rough = (first.second.steps + first.second.batches) / few;
  const count = Math.min(steps, MOST_STEPS, Math.max(few, Math.round(SAMPLE_SECONDS / rough)));
  const { before, second, warmUp, all } = await measure(sampled, short(count), 'second', trainPhase);

  const seconds = noPhaseTimings();
  seconds.start = before.start;
  // The last batch of an epoch has a step of its own if it is smaller.
  const isUneven = phase.stepsPerEpoch === null && !phase.classBatch && set.examples % batchSize !== 0;
  seconds.prepare = all.prepare + (isUneven && set.examples > batchSize ? before.prepare : 0);
  const secondsPerStep = (second.steps + second.batches) / count;
  for (const part of ['steps', 'batches'] as const)
    seconds[part] = (second[part] / count) * steps * epochs + Math.max(0, warmUp[part]);
  for (const part of ['checkpoints', 'other'] as const)
    seconds[part] = second[part] * epochs + Math.max(0, warmUp[part]);
  if (validation && validated) {
    const times = Math.ceil(epochs / validation.every);
    const share = validated.set.examples / validationExamples(sampled, validation.data);
    seconds.validation = second.validation * share * times;
  }
  const columns = [
    { bytes: featureBytes, all: used, sampled: Math.min(used, 2 * count * batchSize) },
    ...(validation && validated
      ? [
          {
            bytes: validationBytes,
            all: validated.set.examples,
            sampled: validationExamples(sampled, validation.data),
          },
        ]
      : []),
  ].filter(({ bytes }) => bytes !== null);
  const examples = (which: 'all' | 'sampled'): number => columns.reduce((sum, one) => sum + one[which], 0);
  if (columns.length > 0) seconds.features = (all.features / examples('sampled')) * examples('all');
  const missingBytes = columns.reduce((sum, one) => sum + one.bytes! * (one.all - one.sampled), 0);
  return { secondsPerStep, seconds, missingBytes };
}

/** What takes its time by the example where a phase solves. */
const BY_EXAMPLE = ['features', 'steps', 'batches', 'solve'] as const;
const IN_EACH_PASS = ['steps', 'batches', 'solve', 'validation', 'checkpoints', 'other'] as const;

/** Sums over batches take their time by the example; what is solved of them does not. */
async function forecastSolving(training: ForecastContext, passes: number): Promise<Forecast> {
  const { phase } = training;
  const { examples } = trainingSet(training);
  const once: Phase = { ...phase, epochs: 1 };
  const solved = async (wanted: number, name: string) => {
    for (let count = Math.min(examples, wanted); ; count = Math.min(examples, count * 4)) {
      const sampled = shortened(training, { most: count, only: phase.data, hoists: true });
      try {
        return { count, ...(await measure(sampled, once, `${name}-${count}`, solvePhase)) };
      } catch (error) {
        // So few examples may have no solution.
        if (!(error instanceof TrainingError) || count === examples) throw error;
      }
    }
  };
  const few = await solved(SOLVED_BATCHES[0] * phase.batchSize, 'few');
  const more = await solved(Math.max(few.count, SOLVED_BATCHES[1] * phase.batchSize), 'more');
  const seconds = { ...more.all };
  for (const part of BY_EXAMPLE) {
    const added = Math.max(0, more.all[part] - few.all[part]);
    const each = more.count > few.count ? added / (more.count - few.count) : 0;
    seconds[part] += each * (examples - more.count);
  }
  for (const part of IN_EACH_PASS) seconds[part] *= passes;
  return { secondsPerStep: null, seconds, missingBytes: 0 };
}

interface Sample {
  /** Until the first step. */
  before: PhaseTimings;
  /** From the end of the first epoch to that of the second: its steps, its validation and a checkpoint. */
  second: PhaseTimings;
  /** What the first epoch took longer. */
  warmUp: PhaseTimings;
  all: PhaseTimings;
}

/** Trains in a store of its own, so that nothing is there to go on from. */
async function measure(
  { directory, ...training }: ForecastContext,
  phase: Phase,
  name: string,
  train: typeof trainPhase,
): Promise<Sample> {
  const clock = createPhaseClock();
  const marks: PhaseTimings[] = [];
  await train({
    ...training,
    phase,
    store: openStore(join(directory, name)),
    course: name,
    figures: [],
    artifacts: {},
    clock,
    emit(event) {
      if (event.event === 'begin' || event.event === 'epoch') marks.push(clock.read());
    },
  });
  const all = clock.read();
  const [before = all, first = all, last = all] = marks;
  const second = difference(last, first);
  return { before, second, warmUp: difference(difference(first, before), second), all };
}

function difference(a: PhaseTimings, b: PhaseTimings): PhaseTimings {
  const found = noPhaseTimings();
  for (const part of PHASE_PARTS) found[part] = a[part] - b[part];
  return found;
}

interface Split {
  dataset: string;
  split: string;
}

const sameSplit = (a: Split, b: Split): boolean => a.dataset === b.dataset && a.split === b.split;

const trainingSet = ({ phase, datasets }: ForecastContext): ExampleSet =>
  datasets.get(phase.data.dataset)!.split(phase.data.split);

const validationExamples = ({ datasets }: ForecastContext, { dataset, split }: Split): number =>
  datasets.get(dataset)!.split(split).examples;

/** The training with data sets of which one split has at most some examples, and that pretend to vary if nothing is hoisted. */
function shortened(
  training: ForecastContext,
  { most, only, hoists }: { most: number; only: Split | null; hoists: boolean },
): ForecastContext {
  const datasets = [...training.datasets].map(([name, dataset]): [string, OpenedDataset] => [
    name,
    {
      ...dataset,
      split(split) {
        const set = dataset.split(split);
        return {
          ...set,
          examples:
            only && sameSplit(only, { dataset: name, split }) ? Math.min(set.examples, most) : set.examples,
          ...(hoists ? {} : { varies: () => true }),
        };
      },
    },
  ]);
  return { ...training, datasets: new Map(datasets) };
}
