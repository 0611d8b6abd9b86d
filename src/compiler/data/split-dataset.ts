import type { DataEntry, Located } from '../../dsl/index.js';
import { shapeSize, shapeText } from '../../vocabulary/index.js';
import { reportUnknownName, type CompileContext } from '../compile-context.js';
import { writableFieldNames } from '../compiled-dataset.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { changesEveryEpoch } from './changes-every-epoch.js';
import { dataStepStream } from './data-step-stream.js';
import type { DatasetDraft } from './join-datasets.js';

/** Divides the split `train` (or the only split) into parts, which replace it and existing splits of the same name. */
export function splitDataset(entry: DataEntry, draft: DatasetDraft, context: CompileContext): boolean {
  if (!checkSplitShares(entry, context)) return false;
  if (changesEveryEpoch(draft, context)) {
    context.report({
      code: 'bad-split',
      message:
        'parts of these pairs would have examples in common: they are put together anew in every epoch',
      range: entry.split[0]!.name.range,
      help: 'split the members, or write `draw: once` beside `by: none`',
    });
    return false;
  }
  const { group } = entry;
  if (group && !checkGroup(group, draft, context)) return false;
  const names = Object.keys(draft.splits);
  const of = names.includes('train') ? 'train' : names[0]!;
  // The parts are sorted, so that the order of keys in the graph does not affect which examples each part gets.
  const sorted = [...entry.split].sort(
    (a, b) =>
      partPrecedence(a.name.value, of) - partPrecedence(b.name.value, of) ||
      (a.name.value < b.name.value ? -1 : 1),
  );
  const parts = nullPrototypeRecord(sorted.map(({ name, share }) => [name.value, share.value]));
  const { [of]: whole, ...others } = draft.splits;
  // Groups are of any size.
  const counted = partSizes(parts, group ? null : (whole?.examples ?? null));
  const empty = sorted.filter(({ name }) => counted[name.value]?.examples === 0);
  for (const { name, share } of empty) {
    context.report({
      code: 'bad-split',
      message: `${share.value} of ${whole!.examples!.toLocaleString('en')} examples leaves none for \`${name.value}\``,
      range: share.range,
      help: 'a larger share, or no such split',
    });
  }
  if (empty.length > 0) return false;
  draft.splits = { ...others, ...counted };
  draft.steps.push({
    step: 'split',
    parts,
    of,
    ...(group ? { group: group.value } : {}),
    stream: dataStepStream(entry, 'split'),
  });
  return true;
}

/** Checks that the shares do not exceed the whole, whatever is divided. */
export function checkSplitShares(entry: DataEntry, context: CompileContext): boolean {
  const sum = entry.split.reduce((total, { share }) => total + share.value, 0);
  if (sum > 1 + 1e-9) {
    context.report({
      code: 'bad-split',
      message: `the shares add up to ${Number(sum.toPrecision(6))}, which is more than there is`,
      range: entry.split.at(-1)!.share.range,
      help: 'shares add up to 1 or less',
    });
    return false;
  }
  return true;
}

/** Without parts there is nothing to keep together. */
export function checkNoGroup({ group }: DataEntry, context: CompileContext): boolean {
  if (!group) return true;
  context.report({
    code: 'bad-split',
    message: '`group` keeps examples together in the parts of `split`, and there is no `split`',
    range: group.range,
    help: 'write split: {train: 0.8, test: 0.2} beside it',
  });
  return false;
}

/** Whether examples can be grouped by a field: a stored label, or one stored number. */
function checkGroup(
  group: Located<string>,
  { fields }: Pick<DatasetDraft, 'fields'>,
  context: CompileContext,
): boolean {
  const field = fields.get(group.value);
  if (!field || field.kept) {
    reportUnknownName(context, group, {
      code: 'unknown-name',
      kind: 'field called',
      candidates: [writableFieldNames(fields)],
    });
    return false;
  }
  const { type, from } = field;
  if (from.kind === 'stored' && (type.role === 'label' || shapeSize(type.shape) === 1)) return true;
  context.report({
    code: 'bad-split',
    message: `examples can't be kept together by \`${group.value}\`, which is ${from.kind === 'stored' ? shapeText(type.shape) : 'a field that `add` makes'}`,
    range: group.range,
    help: 'a label, or a field of one number that the source has',
  });
  return false;
}

/** The part that keeps the split's name comes first. */
const partPrecedence = (name: string, of: string): number => (name === of ? 0 : 1);

/** A random permutation is cut at the cumulative shares times the number of examples, rounded down. */
function partSizes(parts: Readonly<Record<string, number>>, examples: number | null) {
  let share = 0;
  let start = 0;
  const splits = nullPrototypeRecord<{ examples: number | null }>();
  for (const [name, size] of Object.entries(parts)) {
    share += size;
    // Shares that sum to 1 in decimal may sum to slightly less in binary.
    const end = examples === null ? 0 : Math.min(examples, Math.floor(share * examples + 1e-6));
    splits[name] = { examples: examples === null ? null : end - start };
    start = end;
  }
  return splits;
}
