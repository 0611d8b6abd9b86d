import type { DataEntry, Located } from '../../dsl/index.js';
import { writableFieldNames, type CompiledDataset, type DatasetField } from '../compiled-dataset.js';
import type { Dataset, DataStep, Wire } from '../program.js';
import { reportUnknownName, type CompileContext } from '../compile-context.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { alignClassNumbers } from './align-classes.js';
import { dataStepStream } from './data-step-stream.js';
import { drawFrequency } from './draw-frequency.js';
import { wireListRewriter } from './rewrite-wires.js';
import { findDataset } from './find-dataset.js';

type PairEntry = NonNullable<DataEntry['pair']>;

/** A data set under construction: its fields, and the steps that produce them. */
export interface DatasetDraft {
  fields: Map<string, DatasetField>;
  splits: Dataset['splits'];
  steps: DataStep[];
}

/** Joins data sets: `sign.image`, `digit.image`, and their shared `label` under its own name. */
export function joinDatasets(
  entry: DataEntry,
  pair: PairEntry,
  context: CompileContext,
): DatasetDraft | undefined {
  const members = pair.members.flatMap(({ name, dataset }) =>
    dataset ? [{ name: name.value, place: dataset, data: findDataset(dataset, context) }] : [],
  );
  const repeat = readRepeat(pair, context);
  const { by } = pair;
  // Every member's label is checked, also if another member is unknown.
  const labelled = by && members.map(({ data }) => data && checkJoinLabel(by, data, context));
  // Without members, what stands there could not be read, and that has been reported.
  const isWhole =
    members.length > 0 && members.length === pair.members.length && members.every(({ data }) => data);
  if (!isWhole || !repeat || !by || !labelled) return undefined;
  const draw = drawFrequency(entry);
  const fields = new Map<string, DatasetField>();
  for (const { name, data } of members) {
    const renamed = memberWires(name, draw);
    for (const [field, known] of data!.fields) fields.set(`${name}.${field}`, memberField(known, renamed));
  }
  const splits = commonSplits(members.map(({ data }) => data!.dataset));
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
  if (!labelled.every(Boolean)) return undefined;
  const classes = alignClassNumbers(
    members.map(({ name, place, data }) => ({ name, place, label: data!.fields.get(by.value)!.type })),
    context,
  );
  if (!classes) return undefined;
  const step: DataStep = {
    step: 'pair',
    members: members.map(({ name, place }) => ({ name, dataset: place.value })),
    by: by.value,
    ...(classes === 'as they are' ? {} : { classes }),
    ...repeat,
    draw,
    stream: dataStepStream(entry, 'pair'),
  };
  return { fields, splits, steps: [step] };
}

function readRepeat(pair: PairEntry, context: CompileContext) {
  const repeat = pair.repeat?.value ?? null;
  if (repeat === 'shuffle') return { repeat: null, order: 'shuffle' } as const;
  const names = pair.members.map(({ name }) => name.value);
  if (repeat === null || names.includes(repeat)) return { repeat, order: 'cycle' } as const;
  reportUnknownName(context, pair.repeat!, {
    code: 'bad-pair',
    kind: 'member',
    candidates: [[...names, 'shuffle']],
    hint: `\`repeat\` takes ${names.join(', ')} or shuffle`,
  });
  return undefined;
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
      ...(labels.length > 0 ? { help: `its labels: ${labels.join(', ')}` } : {}),
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

/** Splits that all members have. The number of pairs is known only from the data. */
function commonSplits([first, ...others]: readonly Dataset[]): Dataset['splits'] {
  const names = Object.keys(first?.splits ?? {}).filter((name) =>
    others.every(({ splits }) => Object.hasOwn(splits, name)),
  );
  return nullPrototypeRecord(names.map((name) => [name, { examples: null }]));
}
