import type { DataEntry } from '../document.js';
import { KEYS_BESIDE_SOURCE } from '../structure/index.js';
import { entryRange, type YamlTree, type TreeEntry } from '../text/index.js';
import {
  validArguments,
  entriesOfMap,
  locatedKey,
  locatedValue,
  locatedOptional,
  readExpression,
  readWordUse,
  validEntries,
  writtenValueAt,
  type ReaderContext,
} from './reader-helpers.js';

export function readDataEntry(entry: TreeEntry, context: ReaderContext): DataEntry {
  const tree = entry.value;
  const otherwise = writtenValueAt(tree, 'otherwise');
  return {
    name: locatedKey(entry),
    was: locatedOptional<string>(tree, 'was'),
    range: entryRange(entry),
    source: readSource(tree, context),
    otherwise: otherwise ? readWordUse(otherwise, 'a source', [], context) : null,
    from: locatedOptional<string>(tree, 'from'),
    pair: readPair(tree),
    filter: locatedOptional<string>(tree, 'filter'),
    balance: locatedOptional<string>(tree, 'balance'),
    take: readTake(writtenValueAt(tree, 'take')),
    augment: entriesOfMap(writtenValueAt(tree, 'augment')).map((field) => ({
      field: locatedKey(field),
      unread: [],
      ...validArguments(entriesOfMap(field.value)),
      range: entryRange(field),
    })),
    add: readAddedFields(writtenValueAt(tree, 'add'), context),
    draw: locatedOptional<'once' | 'each_epoch'>(tree, 'draw'),
    split: validEntries(entriesOfMap(writtenValueAt(tree, 'split'))).map((part) => ({
      name: locatedKey(part),
      share: locatedValue<number>(part.value),
    })),
    group: locatedOptional<string>(tree, 'group'),
  };
}

/** `{noisy: expression}`, or `{noisy: {value: expression, was: old_name}}`. */
const readAddedFields = (tree: YamlTree | undefined, context: ReaderContext): DataEntry['add'] =>
  entriesOfMap(tree).map((entry) => ({
    name: locatedKey(entry),
    was: locatedOptional<string>(entry.value, 'was'),
    expression: readExpression(writtenValueAt(entry.value, 'value') ?? entry.value, context),
  }));

/** A source's arguments are keys beside it: `{source: image_folder, path: photos}`. */
function readSource(tree: YamlTree, context: ReaderContext): DataEntry['source'] {
  const word = writtenValueAt(tree, 'source');
  if (!word) return null;
  const source = readWordUse(word, 'a source', [], context);
  const beside = validArguments(entriesOfMap(tree).filter(({ key }) => !KEYS_BESIDE_SOURCE.includes(key)));
  const unread = [...(source.unread ?? []), ...(beside.unread ?? [])];
  return {
    ...source,
    args: [...source.args, ...beside.args],
    siblings: KEYS_BESIDE_SOURCE,
    ...(unread.length > 0 ? { unread } : {}),
  };
}

/** `take: 100`, or `take: {train: 100, test: 20}`. */
function readTake(tree: YamlTree | undefined): DataEntry['take'] {
  if (!tree) return [];
  if (tree.kind === 'scalar') return [{ split: null, count: locatedValue<number>(tree) }];
  return validEntries(entriesOfMap(tree)).map((part) => ({
    split: locatedKey(part),
    count: locatedValue<number>(part.value),
  }));
}

function readPair(tree: YamlTree): DataEntry['pair'] {
  const pair = writtenValueAt(tree, 'pair');
  if (!pair) return null;
  return {
    members: entriesOfMap(pair).map((member) => ({
      name: locatedKey(member),
      dataset: locatedOptional<string>(pair, member.key),
    })),
    by: locatedOptional<string>(tree, 'by'),
    repeat: locatedOptional<string>(tree, 'repeat'),
    length: locatedOptional<string>(tree, 'length'),
  };
}
