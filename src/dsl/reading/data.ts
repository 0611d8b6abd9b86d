import type { DataEntry, Located } from '../document.js';
import { BESIDE_SOURCE } from '../structure/index.js';
import { at, entryRange, type Tree, type TreeEntry } from '../text/index.js';
import {
  entries,
  keyOf,
  located,
  optional,
  plainEntries,
  readNamed,
  readWord,
  type Reading,
} from './common.js';

export function readData(entry: TreeEntry, reading: Reading): DataEntry | undefined {
  const tree = entry.value;
  const source = readSource(tree, reading);
  const otherwiseTree = at(tree, 'otherwise');
  const otherwise = otherwiseTree ? readWord(otherwiseTree, 'a source', [], reading) : null;
  const add = readNamed(at(tree, 'add'), reading);
  if (source === undefined || otherwise === undefined || !add) return undefined;
  return {
    name: keyOf(entry),
    range: entryRange(entry),
    source,
    otherwise,
    from: optional<string>(tree, 'from'),
    pair: readPair(tree),
    augment: entries(at(tree, 'augment')).map((field) => ({
      field: keyOf(field),
      args: plainEntries(entries(field.value)),
      range: entryRange(field),
    })),
    add,
    draw: optional<'once' | 'each_epoch'>(tree, 'draw'),
    split: entries(at(tree, 'split')).map((part) => ({
      name: keyOf(part),
      share: located<number>(part.value),
    })),
  };
}

/** A source's arguments stand beside it: `{source: image_folder, path: photos}`. */
function readSource(tree: Tree, reading: Reading): DataEntry['source'] | undefined {
  const written = at(tree, 'source');
  if (!written) return null;
  const source = readWord(written, 'a source', [], reading);
  if (!source) return undefined;
  const beside = entries(tree).filter(({ key }) => !BESIDE_SOURCE.includes(key));
  return { ...source, args: [...source.args, ...plainEntries(beside)], siblings: BESIDE_SOURCE };
}

function readPair(tree: Tree): DataEntry['pair'] {
  const pair = at(tree, 'pair');
  if (!pair) return null;
  return {
    members: entries(pair).map((member) => ({
      name: keyOf(member),
      dataset: located<string>(member.value),
    })),
    by: optional<string>(tree, 'by') as Located<string>,
    repeat: optional<string>(tree, 'repeat'),
  };
}
