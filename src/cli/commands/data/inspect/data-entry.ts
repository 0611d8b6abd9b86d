import { basename, extname } from 'node:path';
import type { FileInspection, InspectedPart } from '../../../../runtime/index.js';

/** Fields as a graph says them, by name. */
export type EntryFields = Record<string, unknown>;

export interface DataEntry {
  name: string;
  entry: Record<string, unknown>;
  /** Columns or arrays that are in no field, with the reason. */
  left: { name: string; reason: string }[];
}

/** Numbers of whole classes above this are more likely amounts. */
const MAX_CLASSES = 20;

/** Names that labels usually have: then more classes are likely too. */
const LABEL_NAME = /(^|[_/ ])(y|labels?|class(es)?|targets?|species|category|digit|fine_labels?)([_ ]|$)/i;

/** A name that expressions can be written with. */
export function toIdentifier(name: string, fallback: string): string {
  const word = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  if (word === '') return fallback;
  return /^\d/.test(word) ? `${fallback}_${word}` : word;
}

/** A name of its own for each. */
function uniqueNames() {
  const taken = new Set<string>();
  return (wanted: string): string => {
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = `${wanted}_${number}`;
    taken.add(name);
    return name;
  };
}

/** A data set that reads the file, as it would stand in a graph. Null if nothing in the file can be read. */
export function dataEntryFor(inspection: FileInspection, path: string): DataEntry | null {
  const { format } = inspection;
  const made =
    inspection.rows === null
      ? fieldsOfArrays(inspection.parts, format, path)
      : fieldsOfTable(inspection.parts);
  if (Object.keys(made.fields).length === 0) return null;
  const stem = basename(path)
    .replace(/\.gz$/i, '')
    .slice(0, -extname(path.replace(/\.gz$/i, '')).length || undefined);
  const isDivided = 'divided' in made && made.divided;
  return {
    name: toIdentifier(stem, 'data'),
    entry: {
      source: format,
      ...(format === 'npy' ? {} : { path }),
      ...csvArguments(inspection),
      fields: made.fields,
      ...(isDivided ? {} : { split: { train: 0.8, test: 0.2 } }),
    },
    left: made.left,
  };
}

function csvArguments({ csv }: FileInspection): Record<string, unknown> {
  if (!csv) return {};
  const standard = { separator: ',', header: true, skip_lines: 0, decimal: '.', encoding: 'utf-8' };
  return Object.fromEntries(
    Object.entries(csv).filter(([key, value]) => standard[key as keyof typeof standard] !== value),
  );
}

/** The classes of a column or array, if it looks like a label. */
function classesOf(part: InspectedPart, examples: number): unknown[] | number | null {
  const { values, kind, minimum, maximum, isWhole, name, missing } = part;
  if (!values || values.length < 2 || missing === examples) return null;
  if (kind === 'text') return values.length <= examples / 2 || values.length <= 3 ? values : null;
  if (kind !== 'number' || !isWhole) return null;
  if (minimum !== 0 || maximum !== values.length - 1) return null;
  const most = LABEL_NAME.test(name)
    ? 200
    : values.length <= MAX_CLASSES && examples >= 5 * values.length
      ? MAX_CLASSES
      : 0;
  return values.length <= most ? values.length : null;
}

/** Names of the labels: `label` if there is one. */
const labelName = (name: string, isOnly: boolean) =>
  isOnly && !/^[A-Za-z]/.test(name) ? 'label' : toIdentifier(name, 'label');

function fieldsOfTable(parts: readonly InspectedPart[]): { fields: EntryFields; left: DataEntry['left'] } {
  const examples = Math.max(0, ...parts.map(({ counts, missing }) => (counts ? sum(counts) + missing : 0)));
  const named = parts.map((part, at) => {
    const isUnique = part.name !== '' && parts.filter(({ name }) => name === part.name).length === 1;
    return { ...part, at, column: isUnique && !/^\d+$/.test(part.name) ? part.name : at };
  });
  const left: DataEntry['left'] = [];
  const labels = named.flatMap((part) => {
    // Truths and whole numbers in the midst of features are features; the last column is usually the label.
    const isLast = part.at === parts.length - 1;
    const mayBe = part.kind === 'text' || isLast || LABEL_NAME.test(part.name);
    const classes = mayBe && !part.shape ? classesOf(part, examples) : null;
    return classes === null ? [] : [{ part, classes }];
  });
  const isLabel = new Set(labels.map(({ part }) => part.at));
  const unique = uniqueNames();
  const fields: EntryFields = {};
  const plain: typeof named = [];
  for (const part of named) {
    if (isLabel.has(part.at)) continue;
    const reason = reasonToLeave(part);
    if (reason !== null) left.push({ name: part.name === '' ? `column ${part.at}` : part.name, reason });
    else if (part.shape) {
      fields[unique(toIdentifier(part.name, 'x'))] = {
        columns: part.column,
        shape: [part.shape[1]],
        ...(part.missing > 0 ? { missing: 'skip' } : {}),
      };
    } else plain.push(part);
  }
  if (plain.length > 0) fields[unique('x')] = numbersField(plain);
  for (const { part, classes } of labels) {
    fields[unique(labelName(part.name, labels.length === 1))] = {
      columns: part.column,
      classes,
      ...(part.missing > 0 ? { missing: 'skip' } : {}),
    };
  }
  return { fields, left };
}

function reasonToLeave(part: InspectedPart & { at: number }): string | null {
  const { name, kind, values, at, problem, minimum, maximum, isWhole, infinite } = part;
  if (kind === 'text') {
    if (values?.length === 1) return 'always the same text';
    const what = values ? 'texts that hardly repeat' : 'many different texts';
    return `${what}: text: {length: 64} reads them, text: id tells them apart`;
  }
  if (infinite > 0) return 'it has infinite numbers';
  if (kind === 'unreadable') return problem ?? 'not read';
  if (minimum === null && kind === 'number') return 'it is empty';
  if (
    (name === '' || name === '__index_level_0__') &&
    at === 0 &&
    isWhole &&
    minimum === 0 &&
    maximum !== null
  )
    return 'the index that pandas writes';
  return null;
}

/** Side by side: a list of columns, or from the first to the last where many stand together. */
function numbersField(columns: readonly { at: number; column: string | number; missing: number }[]): unknown {
  const [first] = columns;
  const last = columns.at(-1)!;
  const isRun = columns.length > 8 && last.at - first!.at === columns.length - 1;
  const skip = columns.some(({ missing }) => missing > 0) ? { missing: 'skip' } : {};
  if (isRun) {
    return { columns: { from: first!.column, to: last.column }, shape: [columns.length], ...skip };
  }
  const list = columns.map(({ column }) => column);
  return 'missing' in skip ? { columns: list, ...skip } : list;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** `x_train` and `x_test` are one field in two splits. */
const SPLIT_NAME = /^(.*?)[_/]?(train|test|valid|validation|val|dev)(?:[_/](.*))?$/i;

interface ArrayGroup {
  field: string;
  arrays: Map<string, InspectedPart>;
}

function fieldsOfArrays(parts: readonly InspectedPart[], format: FileInspection['format'], path: string) {
  const left: DataEntry['left'] = [];
  const usable = parts.filter((part) => {
    const isSingle = (part.shape?.length ?? 0) === 0;
    const infinite = part.infinite > 0 ? 'it has infinite numbers' : null;
    const reason = part.problem ?? (isSingle ? 'a single value' : infinite);
    if (reason !== null) left.push({ name: part.name, reason });
    return reason === null;
  });
  const groups = groupBySplits(usable);
  const divided = groups.some(({ arrays }) => arrays.size > 1);
  const splits = divided ? [...groups.find(({ arrays }) => arrays.size > 1)!.arrays.keys()] : [''];
  const lengthOf = ({ arrays }: ArrayGroup) =>
    splits.map((split) => arrays.get(split)?.shape![0] ?? -1).join();
  const lengths = groups.map(lengthOf);
  const usual = lengths.reduce(
    (best, one) =>
      lengths.filter((other) => other === one).length > lengths.filter((other) => other === best).length
        ? one
        : best,
    lengths[0] ?? '',
  );
  const unique = uniqueNames();
  const fields: EntryFields = {};
  for (const group of groups) {
    if (lengthOf(group) !== usual) {
      for (const { name } of group.arrays.values())
        left.push({ name, reason: 'it has another number of examples' });
      continue;
    }
    const own = [...group.arrays.values()];
    const field = arrayField(own);
    if (field === null) {
      for (const { name } of own) left.push({ name, reason: 'texts that hardly repeat' });
      continue;
    }
    const isNpy = format === 'npy';
    const places = isNpy
      ? path
      : divided
        ? Object.fromEntries(splits.map((split) => [split, group.arrays.get(split)!.name]))
        : own[0]!.name;
    fields[unique(toIdentifier(group.field, 'x'))] = { [isNpy ? 'path' : 'key']: places, ...field };
  }
  return { fields, left, divided };
}

function groupBySplits(parts: readonly InspectedPart[]): ArrayGroup[] {
  const groups = new Map<string, ArrayGroup>();
  for (const part of parts) {
    const [, before = '', split = '', after = ''] = SPLIT_NAME.exec(part.name) ?? [];
    const field = [before, after].filter((one) => one !== '').join('_');
    const key = split === '' || field === '' ? part.name : field;
    const group = groups.get(key) ?? { field: key, arrays: new Map<string, InspectedPart>() };
    group.arrays.set(split === '' ? '' : split.toLowerCase(), part);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  // Only where every part of a group has a partner are they splits.
  const counts = new Set(all.map(({ arrays }) => [...arrays.keys()].sort().join()));
  if (counts.size === 1 && all[0]!.arrays.size > 1 && !all[0]!.arrays.has('')) return all;
  return parts.map((part) => ({ field: part.name, arrays: new Map([['', part]]) }));
}

function arrayField(parts: readonly InspectedPart[]): Record<string, unknown> | null {
  const [first] = parts as readonly [InspectedPart];
  const inner = first.shape!.slice(1);
  const examples = sum(parts.map(({ shape }) => shape![0]!));
  const skip = parts.some(({ missing }) => missing > 0) ? { missing: 'skip' } : {};
  if (inner.every((side) => side === 1)) {
    const classes = classesOf(joined(parts), examples);
    if (classes !== null) return { classes, ...skip };
  }
  if (first.kind === 'text') return null;
  const range = first.type === 'uint8' && inner.length >= 2 ? { range: [0, 255] } : {};
  const [channels, height, width] = inner;
  if (inner.length === 3 && [1, 3].includes(channels!) && ![1, 3].includes(width!))
    return { shape: [height, width, channels], channels: 'first', ...range, ...skip };
  const isPicture = inner.length === 2 && first.type === 'uint8';
  const shape = inner.length === 0 ? [1] : isPicture ? [...inner, 1] : inner;
  return { shape, ...range, ...skip };
}

/** What is known of the arrays of all splits together. */
function joined(parts: readonly InspectedPart[]): InspectedPart {
  const [first] = parts as readonly [InspectedPart];
  const all = parts.map(({ values }) => values);
  const values = all.includes(null) ? null : [...new Set(all.flatMap((one) => one!))];
  values?.sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  );
  return {
    ...first,
    values,
    minimum: Math.min(...parts.map(({ minimum }) => minimum ?? Infinity)),
    maximum: Math.max(...parts.map(({ maximum }) => maximum ?? -Infinity)),
    isWhole: parts.every(({ isWhole }) => isWhole),
    missing: sum(parts.map(({ missing }) => missing)),
  };
}
