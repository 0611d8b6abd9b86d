import type { AssignmentEntry, WeightSelector } from '../document.js';
import { entryRange, findEntry, type TreeEntry, type YamlTree } from '../text/index.js';
import {
  asList,
  entriesOfMap,
  locatedKey,
  locatedOptional,
  locatedValue,
  readExpression,
  validValueAt,
  writtenValueAt,
  type ReaderContext,
} from './reader-helpers.js';
import { readSchedule } from './read-schedule.js';
import { readSelector } from './read-selector.js';

/** `after_update` of a phase or of an update. */
export const readAssignments = (tree: YamlTree, context: ReaderContext): AssignmentEntry[] =>
  asList(writtenValueAt(tree, 'after_update')).flatMap((item) => readAssignment(item, context));

/** Several for a map of values by name; none if it could not be read. */
function readAssignment(tree: YamlTree, context: ReaderContext): AssignmentEntry[] {
  const every = locatedOptional<number>(tree, 'every');
  const found = (['ema', 'clip', 'unit_norm', 'assign'] as const).flatMap((kind) => {
    const entry = findEntry(tree, kind);
    return entry ? [{ kind, entry }] : [];
  })[0];
  if (!found) return [];
  const { kind, entry } = found;
  const { value } = entry;
  const common = { range: tree.range, keyRange: entry.keyRange, every };
  switch (kind) {
    case 'ema': {
      const decay = validValueAt(value, 'decay');
      return [
        {
          ...common,
          kind,
          target: selectorsAt(value, 'target'),
          of: selectorsAt(value, 'of'),
          decay: decay ? readSchedule(decay, context) : null,
        },
      ];
    }
    case 'clip':
      return [
        {
          ...common,
          kind,
          weights: selectorsAt(value, 'weights'),
          min: locatedOptional<number>(value, 'min'),
          max: locatedOptional<number>(value, 'max'),
        },
      ];
    case 'unit_norm': {
      const axis = validValueAt(value, 'axis');
      return [
        {
          ...common,
          kind,
          weights: asList(writtenValueAt(value, 'weights') ?? value).map(readSelector),
          axes: axis ? asList(axis).map((one) => locatedValue<number>(one)) : null,
        },
      ];
    }
    case 'assign':
      return entriesOfMap(value).map((one) => valueEntry(one, common, context));
  }
}

const selectorsAt = (tree: YamlTree, key: string): WeightSelector[] =>
  asList(writtenValueAt(tree, key)).map(readSelector);

const valueEntry = (
  entry: TreeEntry,
  common: Pick<AssignmentEntry, 'keyRange' | 'every'>,
  context: ReaderContext,
): AssignmentEntry => ({
  ...common,
  range: entryRange(entry),
  kind: 'assign',
  weight: locatedKey(entry),
  value: readExpression(entry.value, context),
});
