/**
 * A split of a data set in normal form: which examples there are, in which order, and what their fields are made of.
 * Without names, and without the contents of sources.
 */
import { canonicalJson } from './canonical-json.js';
import type { Dataset, DataStep } from '../program.js';

/** Numbers the data sets that read sources; the runtime has a hash of what each of them read. */
export type SourceNumber = (dataset: string) => number;

export interface DataForm {
  /** The examples and their order. Numbers its sources in an order that does not depend on names. */
  examples(numberOf: SourceNumber): unknown;
  /** What a field has for each example. */
  field(name: string): unknown;
  /** The place of a pair's member, by its name: `sign`, or `pair.sign` of a pair in a pair. */
  member(name: string): number[];
}

/**
 * @param uses fields, and members whose draws are used, in the order of first use: it tells apart members of a pair
 *   that are alike
 */
export function dataForm(
  name: string,
  split: string,
  uses: readonly string[],
  datasets: ReadonlyMap<string, Dataset>,
): DataForm {
  const dataset = datasets.get(name)!;
  return formAfter(dataset, dataset.steps.length - 1, split, uses, datasets);
}

/** After the data set's steps up to this one. */
function formAfter(
  dataset: Dataset,
  last: number,
  split: string,
  uses: readonly string[],
  datasets: ReadonlyMap<string, Dataset>,
): DataForm {
  const step = dataset.steps[last]!;
  const before = (of: string, fields = uses) => formAfter(dataset, last - 1, of, fields, datasets);
  switch (step.step) {
    case 'source':
      return {
        examples: (numberOf) => ({ source: numberOf(dataset.name), split }),
        field: (field) => ({ column: field }),
        member: noMember,
      };
    case 'from':
      return dataForm(step.dataset, split, uses, datasets);
    case 'add':
      // What is added is among the wires of those that use it.
      return before(split);
    case 'augment': {
      const kept = new Map(Object.entries(step.kept ?? {}));
      const whole = before(
        split,
        uses.map((field) => kept.get(field) ?? field),
      );
      return {
        ...whole,
        field(field) {
          const origin = kept.get(field);
          if (origin !== undefined) return whole.field(origin);
          if (!Object.hasOwn(step.fields, field)) return whole.field(field);
          const { draw, stream } = step;
          return { of: whole.field(field), augment: step.fields[field], draw, stream: `${stream}/${field}` };
        },
      };
    }
    case 'select': {
      const { conditions, balance, take, stream } = step;
      const first = take && Object.hasOwn(take, split) ? take[split] : undefined;
      const whole = before(split);
      if (!conditions && balance === undefined && first === undefined) return whole;
      return {
        ...whole,
        examples: (numberOf) => ({
          of: whole.examples(numberOf),
          ...(conditions
            ? { where: conditions.map(({ field, ...rest }) => ({ ...rest, field: whole.field(field) })) }
            : {}),
          ...(balance === undefined ? {} : { balance: whole.field(balance), stream: `${stream}/${split}` }),
          ...(first === undefined ? {} : { first }),
        }),
      };
    }
    case 'split': {
      if (!Object.hasOwn(step.parts, split)) return before(split);
      const whole = before(step.of);
      // As `divideExamples` adds the shares up.
      let [from, to] = [0, 0];
      for (const [part, share] of Object.entries(step.parts)) {
        [from, to] = [to, to + share];
        if (part === split) break;
      }
      return {
        ...whole,
        examples: (numberOf) => ({
          of: whole.examples(numberOf),
          from,
          to,
          ...(step.group === undefined ? {} : { group: whole.field(step.group) }),
          stream: step.stream,
        }),
      };
    }
    case 'pair':
      return pairForm(step, split, uses, datasets);
  }
}

const noMember = (): never => {
  throw new Error('only pairs have members');
};

const memberOf = (use: string): string => use.split('.', 1)[0]!;
const withinMember = (use: string): string => use.slice(memberOf(use).length + 1);

type PairStep = Extract<DataStep, { step: 'pair' }>;

/** What a member's examples are, and how they come into the pairs. */
function memberForm(
  { members, by, join, length, classes, repeat, order }: PairStep,
  at: number,
  data: DataForm,
): (numberOf: SourceNumber) => unknown {
  const { name, dataset } = members[at]!;
  if (join === 'row') {
    // A data set that is a member twice has other draws in each.
    const before = members.slice(0, at).filter((other) => other.dataset === dataset).length;
    return (numberOf) => ({ of: data.examples(numberOf), ...(before > 0 ? { before } : {}) });
  }
  if (join === 'independent') {
    const isLength = typeof length === 'object' && length.member === name;
    return (numberOf) => ({ of: data.examples(numberOf), stream: name, ...(isLength ? { isLength } : {}) });
  }
  return (numberOf) => ({
    of: data.examples(numberOf),
    by: data.field(by!),
    isRepeated: name === repeat,
    ...(classes ? { classes: classes[at] } : {}),
    // Shuffled members draw from streams of their own.
    ...(order === 'shuffle' ? { stream: name } : {}),
  });
}

/** What holds for all members; pairs by row draw nothing. */
function joinForm({ join, length, order, draw, stream }: PairStep, split: string): object {
  if (join === 'row') return { join, draw };
  const drawn = { draw, stream: `${stream}/${split}` };
  if (join === undefined) return { order, ...drawn };
  return { join, ...(typeof length === 'string' ? { length } : {}), ...drawn };
}

function pairForm(
  step: PairStep,
  split: string,
  uses: readonly string[],
  datasets: ReadonlyMap<string, Dataset>,
): DataForm {
  const firstUse = (name: string) => {
    const at = uses.findIndex((use) => memberOf(use) === name);
    return at < 0 ? uses.length : at;
  };
  const described = step.members.map(({ name, dataset }, at) => {
    const own = uses.flatMap((use) => (memberOf(use) === name ? [withinMember(use)] : []));
    const data = dataForm(dataset, split, own, datasets);
    const form = memberForm(step, at, data);
    return { name, data, form, key: canonicalJson(form(() => 0)), place: firstUse(name), source: dataset };
  });
  // Their order in the graph means nothing: pairs have the same examples in any order of members.
  described.sort(
    (a, b) =>
      compare(a.key, b.key) ||
      a.place - b.place ||
      compare(sourcesText(a.source, datasets), sourcesText(b.source, datasets)),
  );
  const indexOf = (use: string) => described.findIndex(({ name }) => name === memberOf(use));
  return {
    examples: (numberOf) => ({
      pairs: described.map(({ form }) => form(numberOf)),
      ...joinForm(step, split),
    }),
    field(field) {
      const index = indexOf(field);
      return { member: index, of: described[index]!.data.field(withinMember(field)) };
    },
    member(name) {
      const index = indexOf(name);
      const rest = withinMember(name);
      return rest === '' ? [index] : [index, ...described[index]!.data.member(rest)];
    },
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What the sources of a data set are: for an order among members that nothing else tells apart. */
function sourcesText(name: string, datasets: ReadonlyMap<string, Dataset>): string {
  return datasets
    .get(name)!
    .steps.map((step) => {
      if (step.step === 'source') return canonicalJson(step);
      if (step.step === 'from') return sourcesText(step.dataset, datasets);
      if (step.step !== 'pair') return '';
      return step.members.map(({ dataset }) => sourcesText(dataset, datasets)).join();
    })
    .join();
}
