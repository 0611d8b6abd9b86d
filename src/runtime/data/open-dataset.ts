/** Runs a data set's steps in order: each maps the current splits to new ones. */
import {
  type Dataset,
  type DataStep,
  type Program,
  canonicalJson,
  dataStepWithoutRanges,
} from '../../compiler/index.js';
import type { DataOptions } from '../api/index.js';
import { sha256 } from '../store/index.js';
import { augmentedExamples } from './augmented-examples.js';
import { examplesOfSplit } from './column-examples.js';
import { asExampleSet, type IndexedExamples } from './indexed-examples.js';
import { joinedExamples, type JoinedExamples } from './joined-examples.js';
import { pairByLabel } from './pair-by-label.js';
import { pairByRow, pairIndependently } from './pair-without-label.js';
import { DataError } from './data-error.js';
import { selectExamples } from './select-examples.js';
import { readSource } from './read-source.js';
import { divideExamples } from './divide-examples.js';
import type { ExampleSet, OpenedDataset } from './example-set.js';
import { verifyDatasetFields } from './verify-data.js';

/** Splits after some steps of the pipeline; evaluated lazily. */
type Splits = ReadonlyMap<string, () => IndexedExamples>;

interface DatasetState {
  splits: Splits;
  /** Fields that the compiler puts in the step. */
  added: ReadonlySet<string>;
  hash: string;
  origins: readonly string[];
  simulated: boolean;
  sources: ReadonlyMap<string, string>;
}

interface DatasetContext {
  program: Program;
  options: DataOptions;
  notice: (message: string) => void;
}

const emptyDataset: DatasetState = {
  splits: new Map(),
  added: new Set(),
  hash: '',
  origins: [],
  simulated: false,
  sources: new Map(),
};

function memoize(make: () => IndexedExamples): () => IndexedExamples {
  let made: IndexedExamples | undefined;
  return () => (made ??= make());
}

const mapSplits = (
  splits: Splits,
  change: (set: IndexedExamples, split: string) => IndexedExamples,
): Splits => new Map([...splits].map(([split, set]) => [split, memoize(() => change(set(), split))]));

function pairSplits(
  step: Extract<DataStep, { step: 'pair' }>,
  members: readonly DatasetState[],
  place: { seed: number; dataset: string },
): Splits {
  const [first, ...others] = members;
  const shared = [...first!.splits.keys()].filter((split) => others.every(({ splits }) => splits.has(split)));
  return new Map(
    shared.map((split) => [
      split,
      memoize(() => {
        const sets = members.map(({ splits }) => splits.get(split)!());
        const joined = join(step, sets, place.seed, `${step.stream}/${split}`);
        if (joined.examples === 0) {
          const why =
            step.by === null ? 'one of its members is empty' : `its members share no class of ${step.by}`;
          throw new DataError(`${place.dataset} has no pairs: ${why}.`);
        }
        return joinedExamples(step, sets, joined);
      }),
    ]),
  );
}

function join(
  step: Extract<DataStep, { step: 'pair' }>,
  sets: readonly IndexedExamples[],
  seed: number,
  name: string,
): JoinedExamples {
  if (step.join === 'row') return pairByRow(step, sets);
  if (step.join === 'independent') return pairIndependently(step, sets, seed, name);
  return pairByLabel(step, sets, seed, name);
}

async function applyStep(
  step: DataStep,
  before: DatasetState,
  dataset: Dataset,
  place: DatasetContext,
): Promise<DatasetState> {
  const { program, options, notice } = place;
  const { seed } = program;
  // The hash covers what the draws depend on; a step has the name of its streams.
  const hashed = (...parts: unknown[]) =>
    sha256([canonicalJson({ before: before.hash, step: dataStepWithoutRanges(step), parts })]);
  switch (step.step) {
    case 'source': {
      const { loaded, declared } = await readSource(program, step, dataset.name, options, notice);
      const splits = Object.keys(declared.splits).map((split): [string, () => IndexedExamples] => [
        split,
        memoize(() => examplesOfSplit(loaded, split, declared.fields)),
      ]);
      return {
        splits: new Map(splits),
        added: new Set(),
        // A substitute is another source, so the hash names it.
        hash: sha256([canonicalJson({ source: loaded.hash })]),
        origins: [loaded.origin],
        simulated: loaded.simulated,
        sources: new Map([[dataset.name, loaded.hash]]),
      };
    }
    case 'from':
      return runDatasetSteps(step.dataset, place);
    case 'pair': {
      const members: DatasetState[] = [];
      for (const { dataset: member } of step.members) members.push(await runDatasetSteps(member, place));
      return {
        splits: pairSplits(step, members, { seed, dataset: dataset.name }),
        added: new Set(
          members.flatMap(({ added }, i) => [...added].map((field) => `${step.members[i]!.name}.${field}`)),
        ),
        hash: hashed(
          members.map(({ hash }) => hash),
          { seed },
        ),
        origins: members.flatMap(({ origins }) => origins),
        simulated: members.some(({ simulated }) => simulated),
        sources: new Map(members.flatMap(({ sources }) => [...sources])),
      };
    }
    case 'select':
      return {
        ...before,
        splits: mapSplits(before.splits, (set, split) =>
          selectExamples(set, step, split, seed, dataset.name),
        ),
        hash: hashed({ seed }),
      };
    case 'augment':
      return {
        ...before,
        splits: mapSplits(before.splits, (set) => augmentedExamples(set, step, seed)),
        hash: hashed({ seed }),
      };
    case 'add':
      return {
        ...before,
        added: new Set([...before.added, ...step.fields.map((field) => field.name)]),
        hash: hashed({ seed }),
      };
    case 'split': {
      const whole = before.splits.get(step.of);
      if (!whole) throw new Error(`${dataset.name} has no split named ${step.of} to divide`);
      let divided: Record<string, IndexedExamples> | undefined;
      const parts = () => (divided ??= divideExamples(whole(), step, seed));
      const splits = new Map(before.splits);
      splits.delete(step.of);
      for (const part of Object.keys(step.parts)) splits.set(part, () => parts()[part]!);
      return { ...before, splits, hash: hashed({ seed }) };
    }
  }
}

async function runDatasetSteps(name: string, place: DatasetContext): Promise<DatasetState> {
  const dataset = place.program.datasets.find((one) => one.name === name);
  if (!dataset) throw new Error(`the program has no data set named ${name}`);
  let made = emptyDataset;
  for (const step of dataset.steps) {
    made = await applyStep(step, made, dataset, place).catch((error: unknown) => {
      throw ofDataset(error, name);
    });
  }
  return made;
}

/** The error; a problem with data knows the data set that met it, for its place in the graph. */
function ofDataset(error: unknown, name: string): unknown {
  if (error instanceof DataError) error.dataset ??= name;
  return error;
}

/** The first examples of a set; draws and numbers of examples stay. */
const firstExamples = (set: ExampleSet, limit = Infinity): ExampleSet =>
  set.examples <= limit ? set : { ...set, examples: limit };

/**
 * Read a data set of a program. Throws DataError if it is unavailable or does not match the declaration; a notice
 * reports a source's substitute, where the graph allows one.
 */
export async function openDataset(
  program: Program,
  name: string,
  options: DataOptions,
  notice: (message: string) => void,
): Promise<OpenedDataset> {
  const made = await runDatasetSteps(name, { program, options, notice });
  const { fields } = program.datasets.find((one) => one.name === name)!;
  const sets = new Map<string, ExampleSet>();
  const opened = (split: string, open: () => IndexedExamples): ExampleSet => {
    try {
      const examples = open();
      verifyDatasetFields(name, examples.fields, fields, made.added);
      if (examples.examples > 0) return firstExamples(asExampleSet(examples), options.limit);
    } catch (error) {
      throw ofDataset(error, name);
    }
    const empty =
      `${name}.${split} has no examples. ` +
      `Nothing can be trained on it, and no figure be computed of it: it needs more data or a larger share.`;
    throw ofDataset(new DataError(empty), name);
  };
  return {
    name,
    split(split) {
      const open = made.splits.get(split);
      if (!open) throw new Error(`${name} has no split named ${split}`);
      let set = sets.get(split);
      if (!set) sets.set(split, (set = opened(split, open)));
      return set;
    },
    hash: made.hash,
    origin: [...new Set(made.origins)].join('; '),
    simulated: made.simulated,
    sources: made.sources,
  };
}
