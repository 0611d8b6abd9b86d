import type {
  Augmentation,
  DataCondition,
  Dataset,
  DataStep,
  PairLength,
  Wire,
} from '../../compiler/index.js';
import { added, changed, removed, renamed } from '../changes.js';
import { pairEntries, type Comparison } from '../comparison.js';
import type { Change, EntryDiff } from '../diff-types.js';
import { entryOf, formerName } from '../entries.js';
import { wireNumbers } from '../match/index.js';
import { expressionChange, sameValue, shortWordText, valueText, wordText } from '../text/index.js';

type Step<K extends DataStep['step']> = Extract<DataStep, { step: K }>;

export function datasetDiffs(comparison: Comparison): EntryDiff[] {
  const { a, b, correspondence } = comparison;
  return pairEntries(a.datasets, b.datasets).flatMap((pair): EntryDiff[] => {
    if (!pair.a) return [entryOf('data', 'added', pair.b, { summary: datasetText(pair.b, comparison) })];
    if (!pair.b) return [entryOf('data', 'removed', pair.a, { summary: datasetText(pair.a, comparison) })];
    const was = formerName(correspondence.datasets, pair.b.name);
    const changes = datasetChanges(pair.a, pair.b, comparison);
    if (was === null && changes.length === 0) return [];
    const summary = was !== null && changes.length === 0 ? 'the same data' : null;
    return [entryOf('data', was === null ? 'changed' : 'renamed', pair.b, { was, changes, summary })];
  });
}

const stepOf = <K extends DataStep['step']>({ steps }: Dataset, kind: K): Step<K> | undefined =>
  steps.find((step): step is Step<K> => step.step === kind);

/** Where a data set comes from. */
function baseText({ steps }: Dataset): string {
  for (const step of steps) {
    if (step.step === 'source') return `source ${wordText('source', step.source, step.args)}`;
    if (step.step === 'from') return `from ${step.dataset}`;
    if (step.step === 'pair')
      return `pairs of ${step.members.map(({ name, dataset }) => `${name} (${dataset})`).join(' and ')} by ${byText(step)}`;
  }
  return 'nothing';
}

function datasetText(dataset: Dataset, { writers }: Comparison): string {
  return [
    baseText(dataset),
    ...dataset.steps.flatMap((step): string[] => {
      if (step.step === 'augment')
        return Object.entries(step.fields).map(
          ([field, args]) => `${field} augmented (${augmentationText(args)})`,
        );
      if (step.step === 'add')
        return step.fields.map(({ name, wire }) => `${name}: ${writers.none.text(step.wires, wire)}`);
      if (step.step === 'split')
        return [`split ${splitText(step.parts)}${step.group === undefined ? '' : ` by ${step.group}`}`];
      if (step.step === 'select')
        return Object.entries(selectionTexts(step)).map(([key, text]) => `${key} ${text}`);
      return [];
    }),
  ].join(', ');
}

/** What a data set keeps of its examples, by the key that says it. */
function selectionTexts(
  step: Step<'select'> | undefined,
): Partial<Record<'filter' | 'balance' | 'take', string>> {
  const { conditions, balance, take } = step ?? {};
  return {
    ...(conditions ? { filter: conditions.map(conditionText).join(' and ') } : {}),
    ...(balance === undefined ? {} : { balance }),
    ...(take ? { take: splitText(take) } : {}),
  };
}

function conditionText(condition: DataCondition): string {
  if ('classes' in condition) return `${condition.field} in classes ${condition.classes.join(', ')}`;
  if ('oneOf' in condition) return `${condition.field} in ${condition.oneOf.join(', ')}`;
  return `${condition.field} ${condition.comparison} ${condition.value}`;
}

function selectionChanges(a: Dataset, b: Dataset): Change[] {
  const [before, after] = [selectionTexts(stepOf(a, 'select')), selectionTexts(stepOf(b, 'select'))];
  return (['filter', 'balance', 'take'] as const).flatMap((key) =>
    before[key] === after[key] ? [] : changed(key, before[key] ?? 'none', after[key] ?? 'none'),
  );
}

const splitText = (parts: Readonly<Record<string, number>>): string =>
  Object.entries(parts)
    .map(([name, share]) => `${name} ${share}`)
    .join(' and ');

const NEUTRAL: Augmentation = {
  rotate: 0,
  shift: [0, 0],
  shear: 0,
  zoom: [1, 1],
  flip: { horizontal: false, vertical: false },
  fill: 'nearest',
  cval: 0,
};

function augmentationValue(name: string, value: unknown): string {
  if (value === undefined) return 'none';
  if (name === 'flip') {
    const { horizontal, vertical } = value as Augmentation['flip'];
    if (horizontal && vertical) return 'both';
    return horizontal ? 'horizontal' : vertical ? 'vertical' : 'none';
  }
  if (name === 'zoom') {
    const [from, to] = value as Augmentation['zoom'];
    const around = Math.round((to - 1) * 1e6) / 1e6;
    return Math.abs(1 - around - from) < 1e-9 ? String(around) : valueText(value);
  }
  if (name === 'shift') {
    const [height, width] = value as Augmentation['shift'];
    return height === width ? String(height) : valueText(value);
  }
  return valueText(value);
}

const augmentationText = (args: Augmentation): string =>
  Object.entries(args)
    .filter(([name, value]) => !sameValue(value, NEUTRAL[name as keyof Augmentation]))
    .map(([name, value]) => `${name} ${augmentationValue(name, value)}`)
    .join(', ');

const drawText = (draw: 'once' | 'epoch'): string => (draw === 'once' ? 'once' : 'each epoch');

function datasetChanges(a: Dataset, b: Dataset, comparison: Comparison): Change[] {
  return [
    ...baseChanges(a, b, comparison),
    ...augmentChanges(a, b, comparison),
    ...fieldChanges(a, b, comparison),
    ...drawChanges(a, b),
    ...selectionChanges(a, b),
    ...splitChanges(a, b),
  ];
}

function baseChanges(a: Dataset, b: Dataset, { origins, correspondence }: Comparison): Change[] {
  const [sourceA, sourceB] = [stepOf(a, 'source'), stepOf(b, 'source')];
  if (sourceA && sourceB) return sourceChanges(sourceA, sourceB, b, origins.b);
  const [fromA, fromB] = [stepOf(a, 'from'), stepOf(b, 'from')];
  if (fromA && fromB) return changed('from', fromA.dataset, fromB.dataset);
  const [pairA, pairB] = [stepOf(a, 'pair'), stepOf(b, 'pair')];
  if (!pairA || !pairB) return changed('', baseText(a), baseText(b));
  const names = correspondence.fields.get(b.name);
  const membersA = new Map(pairA.members.map(({ name, dataset }) => [name, dataset]));
  const membersB = new Set(pairB.members.map(({ name }) => name));
  return [
    ...pairB.members.flatMap(({ name, dataset }): Change[] => {
      const before = membersA.get(name);
      const was = [...(names ?? [])].find(([, to]) => to === name)?.[0];
      if (before === undefined) return [added('member', `${name} (${dataset})`)];
      return [
        ...(was !== undefined && was !== name
          ? [
              renamed('member', was, name, {
                affects: pairB.order === 'shuffle' || pairB.join === 'independent' ? 'weights' : 'nothing',
              }),
            ]
          : []),
        ...changed(`member ${name}`, before, dataset),
      ];
    }),
    ...pairA.members
      .filter(({ name }) => !membersB.has(name))
      .map(({ name, dataset }) => removed('member', `${name} (${dataset})`)),
    ...changed('by', byText(pairA), byText(pairB)),
    ...changed('repeat', repeatText(pairA), repeatText(pairB)),
    ...(pairA.length !== undefined && pairB.length !== undefined
      ? changed('length', lengthText(pairA.length), lengthText(pairB.length))
      : []),
  ];
}

const byText = ({ by, join }: Step<'pair'>): string => by ?? (join === 'row' ? 'row' : 'none');

const lengthText = (length: PairLength): string => (typeof length === 'string' ? length : length.member);

const repeatText = ({ repeat, order }: Step<'pair'>): string =>
  order === 'shuffle' ? 'shuffle' : (repeat ?? 'none');

function sourceChanges(
  a: Step<'source'>,
  b: Step<'source'>,
  { name }: Dataset,
  origins: Comparison['origins']['b'],
): Change[] {
  const place = origins.dataset(name)?.source?.range;
  const other = ({ otherwise }: Step<'source'>) =>
    otherwise ? wordText('source', otherwise.source, otherwise.args) : 'none';
  const own =
    a.source === b.source
      ? [...new Set([...Object.keys(a.args), ...Object.keys(b.args)])].flatMap((arg) =>
          sameValue(a.args[arg], b.args[arg])
            ? []
            : changed(arg, valueText(a.args[arg]), valueText(b.args[arg]), {
                note: origins.argumentNote(place, arg),
              }),
        )
      : changed('source', shortWordText('source', a.source, a.args), wordText('source', b.source, b.args));
  return [...own, ...changed('otherwise', other(a), other(b))];
}

function augmentChanges(a: Dataset, b: Dataset, { origins }: Comparison): Change[] {
  const fieldsOf = (dataset: Dataset) =>
    new Map(dataset.steps.flatMap((step) => (step.step === 'augment' ? Object.entries(step.fields) : [])));
  const [before, after] = [fieldsOf(a), fieldsOf(b)];
  const entry = origins.b.dataset(b.name);
  return [
    ...[...after].flatMap(([field, args]): Change[] => {
      const old = before.get(field);
      if (!old) return [added('augment', `${field} ${augmentationText(args)}`.trim())];
      const written = entry?.augment.find((one) => one.field.value === field)?.args;
      return [...new Set([...Object.keys(args), ...Object.keys(old)] as (keyof Augmentation)[])]
        .filter((name) => !sameValue(old[name], args[name]))
        .flatMap((name) =>
          changed(
            `${field}.${name}`,
            augmentationValue(name, old[name]),
            augmentationValue(name, args[name]),
            {
              note: origins.b.note(written?.find(({ key }) => key === name)?.value),
            },
          ),
        );
    }),
    ...[...before]
      .filter(([field]) => !after.has(field))
      .map(([field, args]) => removed('augment', `${field} ${augmentationText(args)}`.trim())),
  ];
}

function fieldChanges(a: Dataset, b: Dataset, { writers, interner, correspondence }: Comparison): Change[] {
  const names = correspondence.fields.get(b.name);
  const fieldsOf = (dataset: Dataset) =>
    new Map(
      dataset.steps.flatMap((step) => {
        if (step.step !== 'add') return [];
        const numbers = wireNumbers(step.wires, interner);
        const { text } = writers.none;
        return step.fields.map(
          ({ name, wire }) => [name, { wires: step.wires, numbers, id: wire, text }] as const,
        );
      }),
    );
  const [before, after] = [fieldsOf(a), fieldsOf(b)];
  return [
    ...[...after].flatMap(([name, side]): Change[] => {
      const old = before.get(name);
      if (!old) return [added('field', `${name}: ${side.text(side.wires, side.id)}`)];
      const was = [...(names ?? [])].find(([, to]) => to === name)?.[0];
      const isRenamed =
        was !== undefined && was !== name
          ? [renamed('field', was, name, { affects: draws(side) ? 'weights' : 'nothing' })]
          : [];
      if (old.numbers[old.id] === side.numbers[side.id]) return isRenamed;
      const change = expressionChange(old, side);
      return [...isRenamed, ...changed(`field ${name}`, change.before, change.after, { note: change.note })];
    }),
    ...[...before]
      .filter(([name]) => !after.has(name))
      .map(([name, side]) => removed('field', `${name}: ${side.text(side.wires, side.id)}`)),
  ];
}

/** Whether a field is made of random values, which are named after it. */
const draws = ({ wires, id }: { wires: readonly Wire[]; id: number }): boolean => {
  const live = new Set([id]);
  for (let at = id; at >= 0; at -= 1) {
    const wire = wires[at]!;
    if (!live.has(at) || wire.op !== 'function') continue;
    if (wire.stream !== undefined) return true;
    for (const input of wire.inputs) live.add(input);
  }
  return false;
};

function drawChanges(a: Dataset, b: Dataset): Change[] {
  const drawOf = ({ steps }: Dataset) => steps.flatMap((step) => ('draw' in step ? [step.draw] : []))[0];
  const [before, after] = [drawOf(a), drawOf(b)];
  return before && after ? changed('draw', drawText(before), drawText(after)) : [];
}

function splitChanges(a: Dataset, b: Dataset): Change[] {
  const text = (dataset: Dataset) => {
    const step = stepOf(dataset, 'split');
    return step ? splitText(step.parts) : 'none';
  };
  const group = (dataset: Dataset) => stepOf(dataset, 'split')?.group ?? 'none';
  const parts = (dataset: Dataset) => stepOf(dataset, 'split')?.parts ?? null;
  return [
    ...(sameValue(parts(a), parts(b)) ? [] : changed('split', text(a), text(b))),
    ...changed('group', group(a), group(b)),
  ];
}
