import type { DataEntry, Located } from '../../dsl/index.js';
import { writableFieldNames, type CompiledDataset, type DatasetField } from '../compiled-dataset.js';
import type { Dataset, DataStep, PairLength, Wire } from '../program.js';
import { reportUnknownName, type CompileContext } from '../compile-context.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { alignClassNumbers } from './align-classes.js';
import { dataStepStream } from './data-step-stream.js';
import { drawFrequency } from './draw-frequency.js';
import { wireListRewriter } from './rewrite-wires.js';
import { findDataset } from './find-dataset.js';
import { pairCount } from './pair-count.js';

type PairEntry = NonNullable<DataEntry['pair']>;

/** A data set under construction: its fields, and the steps that produce them. */
export interface DatasetDraft {
  fields: Map<string, DatasetField>;
  splits: Dataset['splits'];
  steps: DataStep[];
}

/** Joins data sets: their fields under the names of the members, `sign.image`, `digit.image`. */
export function joinDatasets(
  entry: DataEntry,
  pair: PairEntry,
  context: CompileContext,
): DatasetDraft | undefined {
  const members = pair.members.flatMap(({ name, dataset }) =>
    dataset ? [{ name: name.value, place: dataset, data: findDataset(dataset, context) }] : [],
  );
  const join = readJoin(pair, context);
  // Every member's label is checked, also if another member is unknown.
  const labelled =
    join && (join.by === null || members.map(({ data }) => data && checkJoinLabel(join.by, data, context)));
  // Without members, what stands there could not be read, and that has been reported.
  const isWhole =
    members.length > 0 && members.length === pair.members.length && members.every(({ data }) => data);
  if (!isWhole || !join || !labelled) return undefined;
  const draw = drawFrequency(entry);
  const fields = new Map<string, DatasetField>();
  for (const { name, data } of members) {
    const renamed = memberWires(name, draw);
    for (const [field, known] of data!.fields) fields.set(`${name}.${field}`, memberField(known, renamed));
  }
  const splits = commonSplits(
    members.map(({ name, data }) => ({ name, dataset: data!.dataset })),
    join,
  );
  if (Object.keys(splits).length === 0) {
    const splitsOfEach = members.map(
      ({ place, data }) => `\`${place.value}\` has ${Object.keys(data!.dataset.splits).join(', ')}`,
    );
    context.report({
      code: 'bad-pair',
      message: `the ${members.length === 2 ? 'two' : 'members'} have no split in common: ${splitsOfEach.join('; ')}`,
      range: entry.range,
    });
    return undefined;
  }
  const named = members.map(({ name, place }) => ({ name, dataset: place.value }));
  const drawn = { draw, stream: dataStepStream(entry, 'pair') };
  if (join.by === null) {
    const { by, step: own } = join;
    if (own.join === 'row' && !checkEqualCounts(members, splits, pair, context)) return undefined;
    return {
      fields,
      splits,
      steps: [{ step: 'pair', members: named, by, ...own, repeat: null, order: 'cycle', ...drawn }],
    };
  }
  const { by, step: own } = join;
  if (labelled !== true && !labelled.every(Boolean)) return undefined;
  const classes = alignClassNumbers(
    members.map(({ name, place, data }) => ({ name, place, label: data!.fields.get(by.value)!.type })),
    context,
  );
  if (!classes) return undefined;
  const aligned = classes === 'as they are' ? {} : { classes };
  return {
    fields,
    splits,
    steps: [{ step: 'pair', members: named, by: by.value, ...aligned, ...own, ...drawn }],
  };
}

type PairStep = Extract<DataStep, { step: 'pair' }>;

/** How members are put together: by a label, or without one. */
type Join =
  | { by: Located<string>; step: Pick<PairStep, 'repeat' | 'order'> }
  | { by: null; step: Pick<PairStep, 'join' | 'length'> };

/** Undefined if it is wrong or missing, which has been reported. */
function readJoin(pair: PairEntry, context: CompileContext): Join | undefined {
  const { by, repeat, length } = pair;
  const isUnlabelled = by?.value === 'row' || by?.value === 'none';
  const stray = isUnlabelled ? repeat : length;
  if (by && stray) {
    context.report({
      code: 'bad-pair',
      message: `\`${isUnlabelled ? 'repeat' : 'length'}\` is not for pairs \`by: ${by.value}\``,
      range: stray.range,
      help: isUnlabelled
        ? '`repeat` is for pairs by a label; how long pairs `by: none` are says `length`'
        : '`length` is for pairs `by: none`; pairs by a label have `repeat`',
    });
  }
  if (by?.value === 'row') {
    if (!length) return repeat ? undefined : { by: null, step: { join: 'row' } };
    context.report({
      code: 'bad-pair',
      message: '`length` is not for pairs `by: row`',
      range: length.range,
      help: 'members have one length there; `by: none` joins members of different lengths',
    });
    return undefined;
  }
  if (by?.value === 'none') {
    const read = readLength(pair, context);
    return read && !repeat ? { by: null, step: { join: 'independent', length: read } } : undefined;
  }
  const read = readRepeat(pair, context);
  return read && by && !length ? { by, step: read } : undefined;
}

function readRepeat(pair: PairEntry, context: CompileContext) {
  const repeat = pair.repeat?.value ?? null;
  if (repeat === 'shuffle') return { repeat: null, order: 'shuffle' } as const;
  const names = pair.members.map(({ name }) => name.value);
  if (repeat === null || names.includes(repeat)) return { repeat, order: 'cycle' } as const;
  reportUnknownMember(pair, 'repeat', ['shuffle'], context);
  return undefined;
}

function readLength(pair: PairEntry, context: CompileContext): PairLength | undefined {
  const length = pair.length?.value ?? 'longest';
  if (length === 'longest' || length === 'shortest') return length;
  if (pair.members.some(({ name }) => name.value === length)) return { member: length };
  reportUnknownMember(pair, 'length', ['longest', 'shortest'], context);
  return undefined;
}

function reportUnknownMember(
  pair: PairEntry,
  key: 'repeat' | 'length',
  words: readonly string[],
  context: CompileContext,
): void {
  const names = pair.members.map(({ name }) => name.value);
  reportUnknownName(context, pair[key]!, {
    code: 'bad-pair',
    kind: 'member',
    candidates: [[...names, ...words]],
    hint: `\`${key}\` takes ${[...names, ...words.slice(0, -1)].join(', ')} or ${words.at(-1)}`,
  });
}

/** Pairs by row need members of one length; what is known only from the data is checked when it is read. */
function checkEqualCounts(
  members: readonly { place: Located<string>; data: CompiledDataset | undefined }[],
  splits: Dataset['splits'],
  { by }: PairEntry,
  context: CompileContext,
): boolean {
  for (const split of Object.keys(splits)) {
    const known = members.flatMap(({ place, data }) => {
      const examples = data!.dataset.splits[split]!.examples;
      return examples === null ? [] : [{ name: place.value, examples }];
    });
    const other = known.find(({ examples }) => examples !== known[0]!.examples);
    if (!other) continue;
    const counts = [known[0]!, other].map(
      ({ name, examples }) => `\`${name}.${split}\` has ${examples.toLocaleString('en')}`,
    );
    context.report({
      code: 'bad-pair',
      message: `pairs by row need as many examples in each member: ${counts.join(', ')}`,
      range: by!.range,
      help: '`by: none` joins members that have nothing in common',
    });
    return false;
  }
  return true;
}

function checkJoinLabel(
  by: Located<string>,
  { dataset, fields }: CompiledDataset,
  context: CompileContext,
): boolean {
  const field = fields.get(by.value);
  if (field?.type.role === 'label' && field.from.kind === 'stored') return true;
  const labels = [...fields].filter(([, { type }]) => type.role === 'label').map(([name]) => name);
  if (field) {
    context.report({
      code: 'bad-pair',
      message: `\`${by.value}\` of \`${dataset.name}\` is no label, so examples can't be paired by it`,
      range: by.range,
      help:
        labels.length > 0
          ? `its labels: ${labels.join(', ')}`
          : 'it has no label; `by: row` puts example i beside example i, `by: none` those of any order',
    });
  } else {
    reportUnknownName(context, by, {
      code: 'unknown-name',
      kind: `field of \`${dataset.name}\` called`,
      candidates: [labels.length > 0 ? labels : writableFieldNames(fields)],
    });
  }
  return false;
}

/** A member's field in the pair. Its draws belong to the member, and stay fixed if the pair's do. */
function memberField(
  field: DatasetField,
  renamed: (wires: readonly Wire[]) => readonly Wire[],
): DatasetField {
  if (field.from.kind === 'stored') return field;
  return { ...field, from: { ...field.from, wires: renamed(field.from.wires) } };
}

/** Wires of a member's fields in the pair. */
const memberWires = (member: string, draw: 'once' | 'epoch') =>
  wireListRewriter((wire) => {
    if (wire.op === 'field') return { ...wire, name: `${member}.${wire.name}` };
    if (wire.op !== 'function' || wire.draw?.per !== 'example') return wire;
    const inner = wire.draw.member;
    return {
      ...wire,
      draw: {
        per: 'example',
        every: draw === 'once' ? 'once' : wire.draw.every,
        member: inner === undefined ? member : `${member}.${inner}`,
      },
    };
  });

/** Splits that all members have. The number of pairs by a label is known only from the data. */
function commonSplits(
  members: readonly { name: string; dataset: Dataset }[],
  { by, step }: Join,
): Dataset['splits'] {
  const [first, ...others] = members;
  const names = Object.keys(first?.dataset.splits ?? {}).filter((name) =>
    others.every(({ dataset }) => Object.hasOwn(dataset.splits, name)),
  );
  const countOf = (split: string): number | null => {
    const counts = members.map(({ dataset }) => dataset.splits[split]!.examples);
    if (by !== null || counts.includes(null)) return null;
    const { length } = step as Pick<PairStep, 'length'>;
    return pairCount(
      length,
      members.map(({ name }) => name),
      counts as number[],
    );
  };
  return nullPrototypeRecord(names.map((name) => [name, { examples: countOf(name) }]));
}
