import type { Located } from '../../dsl/index.js';
import { inFloat32, shapeSize, type FieldType } from '../../vocabulary/index.js';
import { nearestName } from '../../diagnostics/index.js';
import { writableFieldNames } from '../compiled-dataset.js';
import { reportUnknownName, subrangeOf, type CompileContext } from '../compile-context.js';
import type { Comparison, DataCondition } from '../program.js';
import type { DatasetDraft } from './join-datasets.js';

/** `field < 5`, `field in [a, b]`. */
const CONDITION = /^(\s*)([A-Za-z_][\w.]*)\s*(<=|>=|==|!=|<|>|\bin\b)\s*(.*?)\s*$/s;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const HELP =
  'comparisons are written `label < 5`, `age >= 18`, `species == setosa` or `species in [a, b]`, joined by `and`';

const COMPARISONS: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** The conditions of `filter`; undefined after an error. */
export function readFilter(
  filter: Located<string>,
  draft: DatasetDraft,
  context: CompileContext,
): DataCondition[] | undefined {
  const conditions: (DataCondition | undefined)[] = [];
  let at = 0;
  for (const text of filter.value.split(/\band\b/)) {
    conditions.push(readCondition({ filter, text, start: at }, draft, context));
    at += text.length + 'and'.length;
  }
  return conditions.includes(undefined) ? undefined : (conditions as DataCondition[]);
}

interface WrittenCondition {
  filter: Located<string>;
  text: string;
  /** Where it begins in the filter. */
  start: number;
}

function readCondition(
  { filter, text, start }: WrittenCondition,
  draft: DatasetDraft,
  context: CompileContext,
): DataCondition | undefined {
  const [, before = '', field = '', word = '', right = ''] = CONDITION.exec(text) ?? [];
  const fail = (message: string, from: number, to: number, help: string = HELP): undefined => {
    context.report({ code: 'bad-selection', message, range: subrangeOf(filter, from, to), help });
    return undefined;
  };
  if (field === '') return fail(`\`${text.trim()}\` is no comparison`, start, start + text.length);
  const fieldStart = start + before.length;
  const fieldEnd = fieldStart + field.length;
  const found = draft.fields.get(field);
  if (!found || found.kept) {
    reportUnknownName(
      context,
      { value: field, range: subrangeOf(filter, fieldStart, fieldEnd) },
      { code: 'unknown-name', kind: 'field called', candidates: [writableFieldNames(draft.fields)] },
    );
    return undefined;
  }
  if (found.from.kind !== 'stored') {
    return fail(
      `\`${field}\` is made of other fields; examples are chosen by what is stored`,
      fieldStart,
      fieldEnd,
    );
  }
  const rightStart = start + text.lastIndexOf(right);
  const values = valuesOf(word, right);
  if (!values)
    return fail(
      `\`${right}\` is nothing that \`${field}\` can be compared with`,
      rightStart,
      rightStart + right.length,
    );
  const { type } = found;
  if (type.role === 'label') {
    const classes = classesThat(type, word, values);
    if (typeof classes === 'string') {
      const near = nearestName(classes, type.classes ?? []);
      return fail(
        `\`${classes}\` is no class of \`${field}\``,
        rightStart,
        rightStart + right.length,
        near === undefined
          ? type.classes
            ? `its classes: ${type.classes.slice(0, 20).join(', ')}`
            : `its classes: 0 to ${type.shape[0]! - 1}`
          : `did you mean \`${near}\`?`,
      );
    }
    if (classes.length === 0)
      return fail(
        `no class of \`${field}\` is \`${word} ${right}\``,
        fieldStart,
        start + text.trimEnd().length,
      );
    return { field, classes };
  }
  if (shapeSize(type.shape) !== 1) {
    return fail(
      `\`${field}\` has ${shapeSize(type.shape)} numbers for each example; one can be compared`,
      fieldStart,
      fieldEnd,
    );
  }
  const numbers = values.map((value) => (NUMBER.test(value) ? inFloat32(Number(value)) : NaN));
  if (numbers.some((value) => !Number.isFinite(value)))
    return fail(
      `\`${field}\` is a number, which can't be compared with \`${right}\``,
      rightStart,
      rightStart + right.length,
    );
  if (word === 'in') return { field, oneOf: numbers };
  return { field, comparison: word as Comparison, value: numbers[0]! };
}

/** What stands right of a comparison; null if it is nothing of the kind. */
function valuesOf(word: string, right: string): string[] | null {
  const plain = (text: string) => text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const list = /^\[(.*)\]$/s.exec(right)?.[1];
  if ((word === 'in') !== (list !== undefined)) return null;
  const values = list === undefined ? [plain(right)] : list.split(',').map(plain);
  return values.every((value) => value !== '') ? values : null;
}

/** The classes for which a comparison holds; or the value that is no class. Names that are numbers count by their value. */
function classesThat(
  { shape, classes }: FieldType,
  word: string,
  values: readonly string[],
): number[] | string {
  const all = Array.from({ length: shape[0]! }, (_, number) => number);
  const areNumbers = classes?.every((name) => NUMBER.test(name)) ?? true;
  const valueOf = (number: number) => (classes && areNumbers ? Number(classes[number]) : number);
  const isNamed = (value: string) => classes?.includes(value.normalize('NFC')) ?? false;
  if (word === '==' || word === '!=' || word === 'in') {
    const wanted = new Set<number>();
    for (const value of values) {
      const number = isNamed(value)
        ? classes!.indexOf(value.normalize('NFC'))
        : NUMBER.test(value)
          ? all.find((one) => valueOf(one) === Number(value))
          : undefined;
      if (number === undefined) return value;
      wanted.add(number);
    }
    return all.filter((number) => wanted.has(number) === (word !== '!='));
  }
  if (!NUMBER.test(values[0]!)) return values[0]!;
  return all.filter((number) => COMPARISONS[word as Comparison](valueOf(number), Number(values[0])));
}
