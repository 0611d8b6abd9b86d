/** Runs a data set's steps, one after another: each turns the splits there are into new ones. */
import type { Dataset, DataStep, Program } from '../../compiler/index.js';
import { canonical, meaningOfStep } from '../../compiler/index.js';
import type { DataOptions } from '../options.js';
import { sha256 } from '../store/index.js';
import { augmentedExamples } from './augmented.js';
import { columnExamples } from './columns.js';
import { asExampleSet, type Examples } from './examples.js';
import { pairExamples } from './pair.js';
import { DataProblem } from './problem.js';
import { readSource } from './source.js';
import { divide } from './subset.js';
import type { ExampleSet, OpenedDataset } from './types.js';
import { verifyFields } from './verify.js';

/** Splits as they are after some steps. They are made when they are asked for. */
type Splits = ReadonlyMap<string, () => Examples>;

interface Made {
  splits: Splits;
  /** Fields that the compiler puts in the step. */
  added: ReadonlySet<string>;
  hash: string;
  origins: readonly string[];
  simulated: boolean;
}

interface Place {
  program: Program;
  options: DataOptions;
  notice: (message: string) => void;
}

const nothing: Made = { splits: new Map(), added: new Set(), hash: '', origins: [], simulated: false };

function lazily(make: () => Examples): () => Examples {
  let made: Examples | undefined;
  return () => (made ??= make());
}

const each = (splits: Splits, change: (set: Examples, split: string) => Examples): Splits =>
  new Map([...splits].map(([split, set]) => [split, lazily(() => change(set(), split))]));

function pairSplits(
  step: Extract<DataStep, { step: 'pair' }>,
  members: readonly Made[],
  place: { seed: number; name: string; dataset: string },
): Splits {
  const [first, ...others] = members;
  const shared = [...first!.splits.keys()].filter((split) => others.every(({ splits }) => splits.has(split)));
  return new Map(
    shared.map((split) => [
      split,
      lazily(() => {
        const sets = members.map(({ splits }) => splits.get(split)!());
        const pairs = pairExamples(step, sets, place.seed, `${place.name}/${split}`);
        if (pairs.examples === 0) {
          throw new DataProblem(`${place.dataset} has no pairs: its members share no class of ${step.by}.`);
        }
        return pairs;
      }),
    ]),
  );
}

async function perform(
  step: DataStep,
  before: Made,
  dataset: Dataset,
  index: number,
  place: Place,
): Promise<Made> {
  const { program, options, notice } = place;
  const { seed } = program;
  // Streams are named by the data set and the step; a hash holds what the draws depend on.
  const name = `data/${dataset.name}/${index}`;
  const hashed = (...parts: unknown[]) =>
    sha256([canonical({ before: before.hash, step: meaningOfStep(step), parts })]);
  switch (step.step) {
    case 'source': {
      const { loaded, declared } = await readSource(program, step, dataset.name, options, notice);
      const splits = Object.keys(declared.splits).map((split): [string, () => Examples] => [
        split,
        lazily(() => columnExamples(loaded, split, declared.fields)),
      ]);
      return {
        splits: new Map(splits),
        added: new Set(),
        // What stands in for a source is another source: its hash says so.
        hash: sha256([canonical({ source: loaded.hash })]),
        origins: [loaded.origin],
        simulated: loaded.simulated,
      };
    }
    case 'from':
      return makeDataset(step.dataset, place);
    case 'pair': {
      const members: Made[] = [];
      for (const { dataset: member } of step.members) members.push(await makeDataset(member, place));
      return {
        splits: pairSplits(step, members, { seed, name, dataset: dataset.name }),
        added: new Set(
          members.flatMap(({ added }, i) => [...added].map((field) => `${step.members[i]!.name}.${field}`)),
        ),
        hash: hashed(
          members.map(({ hash }) => hash),
          { seed, name },
        ),
        origins: members.flatMap(({ origins }) => origins),
        simulated: members.some(({ simulated }) => simulated),
      };
    }
    case 'augment':
      return {
        ...before,
        splits: each(before.splits, (set) => augmentedExamples(set, step, seed, name)),
        hash: hashed({ seed, name }),
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
      let divided: Record<string, Examples> | undefined;
      const parts = () => (divided ??= divide(whole(), step.parts, seed, name));
      const splits = new Map(before.splits);
      splits.delete(step.of);
      for (const part of Object.keys(step.parts)) splits.set(part, () => parts()[part]!);
      return { ...before, splits, hash: hashed({ seed, name }) };
    }
  }
}

async function makeDataset(name: string, place: Place): Promise<Made> {
  const dataset = place.program.datasets.find((one) => one.name === name);
  if (!dataset) throw new Error(`the program has no data set named ${name}`);
  let made = nothing;
  for (const [index, step] of dataset.steps.entries()) {
    made = await perform(step, made, dataset, index, place).catch((error: unknown) => {
      if (error instanceof DataProblem) error.dataset ??= name;
      throw error;
    });
  }
  return made;
}

/**
 * Read a data set of a program. Throws DataProblem where it can't be had, or is not what the graph was checked with;
 * what stands in for a source, where the graph allows it, is said in a notice.
 */
export async function openDataset(
  program: Program,
  name: string,
  options: DataOptions,
  notice: (message: string) => void,
): Promise<OpenedDataset> {
  const made = await makeDataset(name, { program, options, notice });
  const { fields } = program.datasets.find((one) => one.name === name)!;
  const sets = new Map<string, ExampleSet>();
  return {
    name,
    split(split) {
      const open = made.splits.get(split);
      if (!open) throw new Error(`${name} has no split named ${split}`);
      let set = sets.get(split);
      if (!set) {
        const examples = open();
        verifyFields(name, examples.fields, fields, made.added);
        if (examples.examples === 0) throw new DataProblem(`${name}.${split} has no examples.`);
        sets.set(split, (set = asExampleSet(examples)));
      }
      return set;
    },
    hash: made.hash,
    origin: [...new Set(made.origins)].join('; '),
    simulated: made.simulated,
  };
}
