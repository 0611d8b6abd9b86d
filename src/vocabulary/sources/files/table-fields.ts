import type { RuleResult, SourceTable, FieldType } from '../../definition-types.js';
import { shapeSize, shapeText } from '../../tensor-shape.js';
import { Type, type Static } from '../../typebox-builders.js';
import { nearestName } from '../../../diagnostics/index.js';
import { declareField } from './declare-field.js';
import { declareText, textKey, type TextForm } from './text-field.js';
import { fieldKeys, recordOf, type FieldArguments } from './field-arguments.js';

const column = () =>
  Type.Union([Type.String(), Type.Integer({ minimum: 0 })], {
    description: 'A column by its name in the header, or by its number, counted from 0.',
  });

const columnRun = Type.Object(
  {
    from: column(),
    to: column(),
  },
  { additionalProperties: false, description: 'All columns from one to another.' },
);

const columns = Type.Union(
  [Type.String(), Type.Integer({ minimum: 0 }), Type.Array(column(), { minItems: 1 }), columnRun],
  {
    description:
      'A column, a list of them side by side, or `{from: first, to: last}`; by name or by number, counted from 0. By default the column with the name of the field.',
  },
);

const tableField = Type.Union([
  Type.String(),
  Type.Integer({ minimum: 0 }),
  Type.Array(column(), { minItems: 1 }),
  Type.Object({ columns: Type.Optional(columns), ...fieldKeys, ...textKey }, { additionalProperties: false }),
]);

type ColumnName = string | number;
type TableField = Static<typeof tableField>;
type Columns = ColumnName[] | { from: ColumnName; to: ColumnName };

export const tableFields = recordOf<TableField>(
  tableField,
  'The fields of the examples, by name: a column, a list of columns, or a map with `columns` and what becomes of them.',
);

/** A field of a table, in the long form. */
export type TableFieldPlan = FieldArguments & { name: string; columns: Columns; text?: TextForm };

export function planTableField(name: string, field: TableField): TableFieldPlan {
  const long = typeof field === 'object' && !Array.isArray(field) ? field : { columns: field };
  const own = (long.columns ?? name) as ColumnName | Columns;
  return { ...long, name, columns: typeof own === 'object' ? own : [own] };
}

/** How many columns there are, where that is known before the file is read. */
function countOf(columns: Columns): number | undefined {
  if (Array.isArray(columns)) return columns.length;
  const { from, to } = columns;
  return typeof from === 'number' && typeof to === 'number' ? to - from + 1 : undefined;
}

/** @param hasLists whether a cell of the format may hold a list of numbers */
export function declareTableField(plan: TableFieldPlan, hasLists: boolean): RuleResult<FieldType> {
  const count = countOf(plan.columns);
  const wrong = (problem: string, key: string, hint?: string): RuleResult<FieldType> => ({
    ok: false,
    problem,
    argument: 'fields',
    keys: [plan.name, key],
    ...(hint === undefined ? {} : { hint }),
  });
  if (count !== undefined && count < 1)
    return wrong(`the columns of \`${plan.name}\` end before they begin`, 'columns');
  if ((plan.classes !== undefined || plan.text !== undefined) && count !== 1) {
    return wrong(
      `the ${plan.text === undefined ? 'classes' : 'texts'} of \`${plan.name}\` come from one column`,
      'columns',
      'write columns: with the name of one column',
    );
  }
  if (plan.text !== undefined) return declareText(plan.name, plan.text, plan);
  const { shape } = plan;
  const mayBeList = hasLists && count === 1;
  if (shape && count !== undefined && shapeSize(shape) !== count && !mayBeList) {
    return wrong(
      `\`${plan.name}\` has ${count === 1 ? '1 column' : `${count} columns`}, and ${shapeText(shape)} holds ${shapeSize(shape)} numbers`,
      'shape',
    );
  }
  return declareField(plan.name, plan, count === undefined ? undefined : [count]);
}

/** Numbers of the columns of a field. `wrong` makes the error that is thrown. */
export function columnsOf(
  { name, columns: wanted }: TableFieldPlan,
  table: SourceTable,
  path: string,
  wrong: (message: string) => Error,
): number[] {
  const names = table.columns.map((one) => one.name);
  const numberOf = (column: ColumnName): number => {
    if (typeof column === 'number') {
      if (column < names.length) return column;
      throw wrong(
        `${path} has no column number ${column}, which ${name} asks for: it has ${names.length} columns, 0 to ${names.length - 1}.`,
      );
    }
    const at = names.indexOf(column.trim());
    if (at < 0) throw wrong(noColumn(column, names, path));
    if (names.includes(column.trim(), at + 1)) {
      throw wrong(
        `${path} has two columns ${column}; name the one that is meant by its number, counted from 0.`,
      );
    }
    return at;
  };
  if (Array.isArray(wanted)) return wanted.map(numberOf);
  const [from, to] = [numberOf(wanted.from), numberOf(wanted.to)];
  if (to < from) throw wrong(`${path}: the column ${wanted.to} comes before ${wanted.from}.`);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Maximum number of columns listed in a message. */
const MAX_LISTED_COLUMNS = 30;

function noColumn(name: string, names: readonly string[], path: string): string {
  const near = nearestName(name, names);
  const listed = names.slice(0, MAX_LISTED_COLUMNS).join(', ');
  return (
    `${path} has no column ${name}${near === undefined ? '' : `; did you mean ${near}?`} ` +
    `It has ${listed}${names.length > MAX_LISTED_COLUMNS ? ` and ${names.length - MAX_LISTED_COLUMNS} more` : ''}.`
  ).replace(/\? It/, '? It');
}
