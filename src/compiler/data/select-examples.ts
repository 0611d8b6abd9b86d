import type { DataEntry } from '../../dsl/index.js';
import { nullPrototypeRecord, ownValue } from '../../records/index.js';
import { reportUnknownName, type CompileContext } from '../compile-context.js';
import { changesEveryEpoch } from './changes-every-epoch.js';
import { dataStepStream } from './data-step-stream.js';
import type { DatasetDraft } from './join-datasets.js';
import { labelField } from './label-field.js';
import { readFilter } from './read-filter.js';

/** Keeps examples: `filter`, then `balance`, then `take`. */
export function selectExamples(entry: DataEntry, draft: DatasetDraft, context: CompileContext): boolean {
  const { filter, balance, take } = entry;
  if (!filter && !balance && take.length === 0) return true;
  const first = filter ?? balance ?? take[0]!.count;
  if (changesEveryEpoch(draft, context)) {
    context.report({
      code: 'bad-selection',
      message: 'which examples there are would change: these pairs are put together anew in every epoch',
      range: first.range,
      help: 'choose examples of the members, or write `draw: once` beside `by: none`',
    });
    return false;
  }
  const conditions = filter ? readFilter(filter, draft, context) : null;
  const isLabel =
    !balance || labelField(balance, draft.fields, "its classes can't be balanced", context) !== undefined;
  const counts = countsBySplit(entry, draft, context);
  if (conditions === undefined || !isLabel || !counts) return false;
  draft.steps.push({
    step: 'select',
    ...(conditions ? { conditions } : {}),
    ...(balance ? { balance: balance.value } : {}),
    ...(take.length > 0 ? { take: counts } : {}),
    stream: dataStepStream(entry, 'select'),
  });
  const isKnown = !filter && !balance;
  draft.splits = nullPrototypeRecord<{ examples: number | null }>(
    Object.entries(draft.splits).map(([name, { examples }]) => {
      const taken = ownValue(counts, name);
      if (!isKnown || examples === null) return [name, { examples: null }];
      return [name, { examples: taken === undefined ? examples : Math.min(taken, examples) }];
    }),
  );
  return true;
}

/** How many examples of each split are taken. A split that has fewer is taken whole, unless it is named. */
function countsBySplit(
  { take, filter, balance }: DataEntry,
  { splits }: DatasetDraft,
  context: CompileContext,
): Record<string, number> | undefined {
  const counts = nullPrototypeRecord<number>();
  let good = true;
  for (const { split, count } of take) {
    if (!split) {
      for (const name of Object.keys(splits)) counts[name] = count.value;
      continue;
    }
    const known = ownValue(splits, split.value);
    if (!known) {
      reportUnknownName(context, split, {
        code: 'unknown-split',
        kind: 'split called',
        candidates: [Object.keys(splits)],
      });
      good = false;
      continue;
    }
    counts[split.value] = count.value;
    const { examples } = known;
    if (examples === null || filter || balance || count.value <= examples) continue;
    context.report({
      code: 'bad-selection',
      message: `\`${split.value}\` has ${examples.toLocaleString('en')} examples, so ${count.value.toLocaleString('en')} can't be taken`,
      range: count.range,
      help: 'a smaller number, or leave it out',
    });
    good = false;
  }
  return good ? counts : undefined;
}
