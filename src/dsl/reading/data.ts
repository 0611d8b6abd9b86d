import type { DataEntry } from '../document.js';
import { BESIDE_SOURCE } from '../structure/index.js';
import { entryRange, type Tree, type TreeEntry } from '../text/index.js';
import {
  argumentsIn,
  entries,
  keyOf,
  located,
  optional,
  readNamed,
  readWord,
  soundEntries,
  written,
  type Reading,
} from './common.js';

export function readData(entry: TreeEntry, reading: Reading): DataEntry {
  const tree = entry.value;
  const otherwise = written(tree, 'otherwise');
  return {
    name: keyOf(entry),
    range: entryRange(entry),
    source: readSource(tree, reading),
    otherwise: otherwise ? readWord(otherwise, 'a source', [], reading) : null,
    from: optional<string>(tree, 'from'),
    pair: readPair(tree),
    augment: entries(written(tree, 'augment')).map((field) => ({
      field: keyOf(field),
      unread: [],
      ...argumentsIn(entries(field.value)),
      range: entryRange(field),
    })),
    add: readNamed(written(tree, 'add'), reading),
    draw: optional<'once' | 'each_epoch'>(tree, 'draw'),
    split: soundEntries(entries(written(tree, 'split'))).map((part) => ({
      name: keyOf(part),
      share: located<number>(part.value),
    })),
  };
}

/** A source's arguments stand beside it: `{source: image_folder, path: photos}`. */
function readSource(tree: Tree, reading: Reading): DataEntry['source'] {
  const word = written(tree, 'source');
  if (!word) return null;
  const source = readWord(word, 'a source', [], reading);
  const beside = argumentsIn(entries(tree).filter(({ key }) => !BESIDE_SOURCE.includes(key)));
  const unread = [...(source.unread ?? []), ...(beside.unread ?? [])];
  return {
    ...source,
    args: [...source.args, ...beside.args],
    siblings: BESIDE_SOURCE,
    ...(unread.length > 0 ? { unread } : {}),
  };
}

function readPair(tree: Tree): DataEntry['pair'] {
  const pair = written(tree, 'pair');
  if (!pair) return null;
  return {
    members: entries(pair).map((member) => ({
      name: keyOf(member),
      dataset: optional<string>(pair, member.key),
    })),
    by: optional<string>(tree, 'by'),
    repeat: optional<string>(tree, 'repeat'),
  };
}
