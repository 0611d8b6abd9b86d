import type { Column, FieldType, SourceArray } from '../../definition-types.js';
import { shapeSize, shapeText } from '../../tensor-shape.js';
import type { ArrayFieldPlan } from './array-fields.js';
import { classNumberer } from './class-number.js';
import { classesText } from './table-columns.js';
import { ValueProblems } from './value-problems.js';

export interface ArrayColumn {
  column: Column;
  examples: number;
  /** Examples to leave out. */
  skipped: readonly number[];
  /** What the user should know of it; null if there is nothing. */
  notice: string | null;
}

/**
 * A field from an array [examples, ...].
 *
 * @param what the array in messages: its file and name
 * @param wrong makes the error that is thrown
 */
export function columnOfArray(
  array: SourceArray,
  what: string,
  plan: ArrayFieldPlan,
  type: FieldType,
  wrong: (message: string) => Error,
): ArrayColumn {
  const [examples, ...inner] = array.shape;
  if (examples === undefined) {
    throw wrong(`${what} is a single value; an array with an element for each example is needed.`);
  }
  if (examples === 0) throw wrong(`${what} is empty: ${shapeText(array.shape)}.`);
  const problems = new ValueProblems();
  const made =
    plan.classes === undefined
      ? valueColumn(array, inner, what, plan, type, problems, wrong)
      : labelColumn(array, inner, what, plan, type, problems, wrong);
  if (!problems.isEmpty) {
    throw wrong(
      problems.text(what, () => classesText(type), {
        missing:
          'In the field, `missing: skip` leaves such examples out' +
          (plan.classes === undefined ? ', and `missing: 0` (or another number) fills them.' : '.'),
        number: 'Infinite numbers, and those beyond 32 bits, can not be trained with.',
      }),
    );
  }
  return { examples, ...made };
}

type Made = Omit<ArrayColumn, 'examples'>;

function labelColumn(
  { data, type: stored, shape: whole }: SourceArray,
  inner: readonly number[],
  what: string,
  plan: ArrayFieldPlan,
  { shape }: FieldType,
  problems: ValueProblems,
  wrong: (message: string) => Error,
): Made {
  const classes = shape[0]!;
  const width = shapeSize(inner);
  const rows = whole[0]!;
  const numbers = new Int32Array(rows);
  const skipped: number[] = [];
  if (width === classes && width > 1 && stored !== 'str') {
    for (let row = 0; row < rows; row++) {
      const own = data.slice(row * width, (row + 1) * width) as ArrayLike<number>;
      const at = Array.prototype.indexOf.call(own, 1);
      if (
        at < 0 ||
        Array.prototype.some.call(own, (value: number, other: number) => value !== 0 && other !== at)
      ) {
        throw wrong(
          `${what} is ${shapeText(whole)}, but row [${row}] is not one-hot. For numbers as they are, write shape: [${classes}] instead of classes.`,
        );
      }
      numbers[row] = at;
    }
    return { column: { data: numbers, shape: [], scale: 1, classes }, skipped, notice: null };
  }
  if (width !== 1) {
    throw wrong(
      `${what} is ${shapeText(whole)}; a class for each example is expected, or one-hot rows of ${classes}.`,
    );
  }
  const numberOf = classNumberer(plan.classes!, () => false);
  for (let row = 0; row < rows; row++) {
    const number = numberOf(data[row]);
    numbers[row] = number ?? 0;
    if (number === null && plan.missing === 'skip') skipped.push(row);
    else if (number === null) problems.add('missing', plan.name, `[${row}]`, data[row]);
    else if (number === undefined) problems.add('no class', plan.name, `[${row}]`, data[row]);
  }
  return { column: { data: numbers, shape: [], scale: 1, classes }, skipped, notice: null };
}

function valueColumn(
  { data, shape: whole, type: stored }: SourceArray,
  inner: readonly number[],
  what: string,
  plan: ArrayFieldPlan,
  type: FieldType,
  problems: ValueProblems,
  wrong: (message: string) => Error,
): Made {
  if (!ArrayBuffer.isView(data)) {
    throw wrong(`${what} holds texts. If they are classes, write classes: [...] with their names.`);
  }
  const { shape } = type;
  const layout = plan.channels === 'first' ? [shape[2]!, shape[0]!, shape[1]!] : shape;
  if (!sameLayout(inner, layout)) throw wrong(otherShape(what, whole, inner, plan, shape));
  const numbers = plan.channels === 'first' ? channelsLast(data, shape) : data;
  if (stored === 'uint8' && numbers instanceof Uint8Array) return bytesColumn(numbers, what, plan, type);
  const skipped = new Set<number>();
  const size = shapeSize(shape);
  const [low = 0, high = 1] = plan.range ?? [];
  const out = type.dtype === 'int32' ? new Int32Array(numbers.length) : new Float32Array(numbers.length);
  for (let at = 0; at < numbers.length; at++) {
    let value = numbers[at]!;
    if (Number.isNaN(value)) {
      if (typeof plan.missing === 'number') value = plan.missing;
      else if (plan.missing === 'skip') skipped.add(Math.floor(at / size));
      else problems.add('missing', plan.name, placeOf(at, inner), value);
    } else if (!Number.isFinite(value)) problems.add('no number', plan.name, placeOf(at, inner), value);
    else if (type.dtype === 'int32' && (value | 0) !== value)
      problems.add('no whole number', plan.name, placeOf(at, inner), value);
    out[at] = plan.range ? (value - low) / (high - low) : value;
  }
  return { column: { data: out, shape, scale: 1 }, skipped: [...skipped], notice: null };
}

/** Bytes stay bytes until a batch is made. */
function bytesColumn(data: Uint8Array, what: string, { name, range }: ArrayFieldPlan, type: FieldType): Made {
  const { shape } = type;
  const made = (column: Column, notice: string | null = null): Made => ({ column, skipped: [], notice });
  if (type.dtype === 'int32') return made({ data: Int32Array.from(data), shape, scale: 1 });
  if (!range) {
    const isDark = type.role === 'image' && data.some((value) => value > 1);
    const notice = `${what} holds bytes, and no range is given: ${name} has values up to 255. range: [0, 255] makes them 0 to 1.`;
    return made({ data, shape, scale: 1 }, isDark ? notice : null);
  }
  const [low, high] = range as [number, number];
  if (low === 0) return made({ data, shape, scale: 1 / high });
  return made({ data: Float32Array.from(data, (value) => (value - low) / (high - low)), shape, scale: 1 });
}

/** `[4, 0, 7]`: the place of an element, as NumPy counts. */
function placeOf(at: number, inner: readonly number[]): string {
  const index: number[] = [];
  let rest = at;
  for (const side of [...inner].reverse()) {
    index.unshift(rest % side);
    rest = Math.floor(rest / side);
  }
  return `[${[rest, ...index].join(', ')}]`;
}

/**
 * Whether two shapes are the same numbers in the same order, with axes joined or divided: [784] and [28, 28, 1], but not
 * [3, 32, 32] and [32, 32, 3], which has them in another order.
 */
function sameLayout(a: readonly number[], b: readonly number[]): boolean {
  const [one, two] = [a, b].map((shape) => shape.filter((side) => side !== 1)) as [number[], number[]];
  return divides(one, two) || divides(two, one);
}

/** Whether each side of `coarse` is the product of the next sides of `fine`. */
function divides(coarse: readonly number[], fine: readonly number[]): boolean {
  let at = 0;
  for (const side of coarse) {
    let product = 1;
    while (product < side && at < fine.length) product *= fine[at++]!;
    if (product !== side) return false;
  }
  return at === fine.length;
}

function otherShape(
  what: string,
  whole: readonly number[],
  inner: readonly number[],
  { channels }: ArrayFieldPlan,
  shape: readonly number[],
): string {
  const is = `${what} is ${shapeText(whole)}; [examples, ${shape.join(', ')}] is expected`;
  const isFirst =
    channels !== 'first' && shape.length === 3 && inner.join() === [shape[2], shape[0], shape[1]].join();
  if (isFirst) return `${is}. It has the channels first: write channels: first.`;
  if (shapeSize(inner) === shapeSize(shape)) return `${is}. It has as many numbers in another order.`;
  return `${is}. If the file is right, write shape: ${shapeText(inner)}.`;
}

/** [examples, channels, height, width] as [examples, height, width, channels]. */
function channelsLast<T extends Uint8Array | Int32Array | Float32Array>(
  data: T,
  shape: readonly number[],
): T {
  const [height, width, channels] = shape as readonly [number, number, number];
  const out = new (data.constructor as new (length: number) => T)(data.length);
  const area = height * width;
  for (let start = 0; start < data.length; start += area * channels) {
    for (let channel = 0; channel < channels; channel++) {
      for (let pixel = 0; pixel < area; pixel++)
        out[start + pixel * channels + channel] = data[start + channel * area + pixel]!;
    }
  }
  return out;
}
