import type { Column, FieldType, LoadedSplit, SourceTable } from '../../definition-types.js';
import { shapeSize, shapeText } from '../../tensor-shape.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { cellReader } from './cell-number.js';
import { classNumberer } from './class-number.js';
import { growingFloats, growingIntegers } from './growing-array.js';
import { withoutExamples } from './skip-examples.js';
import { columnsOf, type TableFieldPlan } from './table-fields.js';
import { textReader, type TextReader } from './text-field.js';
import { ValueProblems } from './value-problems.js';

export interface TableReading {
  decimal: '.' | ',';
  /** Texts that stand for a missing value. */
  missing: ReadonlySet<string>;
}

/** Where a row is: `row 5 (line 6)`. */
const placeOf = (row: number, line: number | null) =>
  line === null ? `row ${row}` : `row ${row} (line ${line})`;

interface FieldBuilder {
  name: string;
  /** Adds an example; false leaves it out. */
  add(cells: readonly unknown[], row: number, line: number | null): boolean;
  column(): Column;
}

/** Reads the fields of one table. `wrong` makes the error that is thrown. */
export async function readTableFields(
  table: SourceTable,
  path: string,
  fields: readonly { plan: TableFieldPlan; type: FieldType }[],
  reading: TableReading & { ids: ReadonlyMap<string, Map<string, number>> },
  wrong: (message: string) => Error,
): Promise<LoadedSplit> {
  const problems = new ValueProblems();
  const wanted: number[] = [];
  const builders = fields.map(({ plan, type }) => {
    const own = columnsOf(plan, table, path, wrong);
    const isNumbers = plan.classes === undefined && plan.text === undefined;
    if (own.length !== shapeSize(type.shape) && isNumbers && own.length > 1) {
      throw wrong(
        `${path}: ${plan.name} has ${own.length} columns, and its shape ${shapeText(type.shape)} holds ${shapeSize(type.shape)} numbers.`,
      );
    }
    const start = wanted.length;
    wanted.push(...own);
    const place: Place = { start, names: own.map((at) => table.columns[at]!.name) };
    if (plan.text !== undefined) {
      const toNumbers = textReader(plan.text, reading.ids.get(plan.name)!);
      return textBuilder(plan, type, place, toNumbers, problems);
    }
    return isNumbers
      ? valueBuilder(plan, type, place, reading, problems)
      : classBuilder(plan, type, place, reading, problems);
  });
  const skipped = new Set<number>();
  let examples = 0;
  await table.rows(wanted, (cells, row, line) => {
    for (const builder of builders) if (!builder.add(cells, row, line)) skipped.add(examples);
    examples += 1;
  });
  if (!problems.isEmpty) throw wrong(problemText(problems, path, fields, reading));
  if (examples === 0) throw wrong(`${path} has a header and no rows.`);
  const columns = nullPrototypeRecord(builders.map((builder) => [builder.name, builder.column()]));
  if (skipped.size === examples)
    throw wrong(`${path}: every row lacks a value, so all are left out (missing: skip).`);
  if (skipped.size === 0) return { examples, columns };
  return { examples: examples - skipped.size, columns: withoutExamples(columns, examples, skipped) };
}

interface Place {
  /** Number of the first cell among those that are read. */
  start: number;
  /** Names of the columns. */
  names: readonly string[];
}

function valueBuilder(
  { name, range, missing }: TableFieldPlan,
  { shape, dtype }: FieldType,
  { start, names }: Place,
  { decimal, missing: missingTexts }: TableReading,
  problems: ValueProblems,
): FieldBuilder {
  const data = dtype === 'int32' ? growingIntegers() : growingFloats();
  const read = cellReader(decimal, (text) => missingTexts.has(text));
  const size = shapeSize(shape);
  const isList = names.length === 1 && size > 1;
  const [low = 0, high = 1] = range ?? [];
  const scale = (value: number) => (range ? (value - low) / (high - low) : value);
  let kept = true;
  const addValue = (cell: unknown, column: string, row: number, line: number | null): void => {
    const value = read(cell);
    const where = `column ${column}`;
    if (value === null) {
      if (typeof missing === 'number') return data.push(scale(missing));
      if (missing === 'skip') kept = false;
      else problems.add('missing', where, placeOf(row, line), cell);
      return data.push(0);
    }
    if (value === undefined) problems.add('no number', where, placeOf(row, line), cell);
    else if (dtype === 'int32' && !isInt32(value))
      problems.add('no whole number', where, placeOf(row, line), cell);
    data.push(scale(value ?? 0));
  };
  const addList = (cell: unknown, row: number, line: number | null): void => {
    const values = flatValues(cell);
    if (values.length !== size) {
      if (values.length === 1 && read(values[0]) === null) {
        for (let at = 0; at < size; at++) addValue(null, names[0]!, row, line);
        return;
      }
      problems.add(
        'no number',
        `column ${names[0]!}`,
        placeOf(row, line),
        `${values.length} values, not ${size}`,
      );
      for (let at = 0; at < size; at++) data.push(0);
      return;
    }
    for (const value of values) addValue(value, names[0]!, row, line);
  };
  return {
    name,
    add(cells, row, line) {
      kept = true;
      if (isList) addList(cells[start], row, line);
      else names.forEach((column, at) => addValue(cells[start + at], column, row, line));
      return kept;
    },
    column: () => ({ data: data.whole(), shape, scale: 1 }),
  };
}

const isInt32 = (value: number) => (value | 0) === value;

/** The values of a cell that may hold lists within lists. */
function flatValues(cell: unknown): readonly unknown[] {
  if (ArrayBuffer.isView(cell)) return Array.from(cell as unknown as ArrayLike<unknown>);
  return Array.isArray(cell) ? cell.flatMap(flatValues) : [cell];
}

function classBuilder(
  { name, classes, missing }: TableFieldPlan,
  { shape }: FieldType,
  { start, names }: Place,
  { missing: missingTexts }: TableReading,
  problems: ValueProblems,
): FieldBuilder {
  const data = growingIntegers();
  const numberOf = classNumberer(classes!, (text) => missingTexts.has(text));
  const where = `column ${names[0]!}`;
  return {
    name,
    add(cells, row, line) {
      const cell = cells[start];
      const number = numberOf(cell);
      data.push(number ?? 0);
      if (number === null && missing === 'skip') return false;
      if (number === null) problems.add('missing', where, placeOf(row, line), cell);
      if (number === undefined) problems.add('no class', where, placeOf(row, line), cell);
      return true;
    },
    column: () => ({ data: data.whole(), shape: [], scale: 1, classes: shape[0]! }),
  };
}

function textBuilder(
  { name, missing }: TableFieldPlan,
  { shape }: FieldType,
  { start, names }: Place,
  toNumbers: TextReader,
  problems: ValueProblems,
): FieldBuilder {
  const data = growingIntegers();
  const where = `column ${names[0]!}`;
  return {
    name,
    add(cells, row, line) {
      const cell = cells[start];
      const text =
        cell === null || cell === undefined
          ? ''
          : String(cell as string)
              .normalize('NFC')
              .trim();
      const numbers = toNumbers(text);
      const isText = typeof numbers !== 'string';
      for (let at = 0; at < shape[0]!; at++) data.push(isText ? numbers[at]! : 0);
      if (text === '' && missing === 'skip') return false;
      // Whatever is written is a text, also `NA`.
      if (text === '') problems.add('missing', where, placeOf(row, line), cell);
      else if (!isText) problems.add('no character', where, placeOf(row, line), numbers);
      return true;
    },
    column: () => ({ data: data.whole(), shape, scale: 1 }),
  };
}

function problemText(
  problems: ValueProblems,
  path: string,
  fields: readonly { plan: TableFieldPlan; type: FieldType }[],
  { decimal }: TableReading,
): string {
  const labels = fields.filter(({ plan }) => plan.classes !== undefined);
  const classesOf = (where: string) => {
    const label = labels.find(
      ({ plan }) => Array.isArray(plan.columns) && where === `column ${plan.columns[0]}`,
    );
    return classesText(label?.type ?? labels[0]?.type);
  };
  return problems.text(path, classesOf, {
    missing:
      'In the field, `missing: skip` leaves such rows out, and `missing: 0` (or another number) fills them.',
    number:
      `If a text stands for a missing value, add it to \`missing_texts\`. Words are classes: \`classes: [...]\`.` +
      (decimal === '.' ? ' Numbers like 1,5 need `decimal: ","`.' : ''),
  });
}

/** Maximum number of classes listed in a message. */
const MAX_LISTED_CLASSES = 12;

export function classesText(type: FieldType | undefined): string {
  if (!type) return '';
  if (!type.classes) return `0 to ${type.shape[0]! - 1}`;
  const { classes } = type;
  return `${classes.slice(0, MAX_LISTED_CLASSES).join(', ')}${classes.length > MAX_LISTED_CLASSES ? ' ...' : ''}`;
}
