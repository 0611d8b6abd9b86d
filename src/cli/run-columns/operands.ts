/** What a condition compares: literals, and expressions of graphs over the columns of a run. */
import { parseExpression, type Expression } from '../../dsl/index.js';
import type { LabelledRun } from '../../runtime/index.js';
import { UserError } from '../user-error.js';
import { findColumn, type CellValue, type ColumnType, type RunColumn } from './columns.js';
import { conditionError, type ConditionPart } from './condition-tokens.js';

export interface Operand {
  type: ColumnType;
  /** As it stands in the condition. */
  written: string;
  isLiteral: boolean;
  /** Undefined if the run lacks a value. */
  value(run: LabelledRun): CellValue | undefined;
}

export interface OperandScope {
  /** The whole condition. */
  text: string;
  columns: readonly RunColumn[];
}

/**
 * Reads an operand.
 *
 * @param compared all operands of the comparison, for hints: a word beside a text column may lack its quotes
 * @throws UserError (wrong usage)
 */
export function readOperand(
  { tokens, end }: ConditionPart,
  scope: OperandScope,
  compared: readonly ConditionPart[],
): Operand {
  const [first] = tokens;
  if (!first) throw conditionError('a value is missing', end);
  const written = scope.text.slice(first.start, tokens.at(-1)!.end);
  const literal = (type: ColumnType, value: CellValue): Operand => ({
    type,
    written,
    isLiteral: true,
    value: () => value,
  });
  if (tokens.length === 1) {
    if (first.kind === 'text') return literal('text', first.text.slice(1, -1));
    if (written === 'true' || written === 'false') return literal('boolean', written === 'true');
    if (first.kind === 'word') {
      const column = columnOrHint(written, scope, compared);
      return { ...column, written, isLiteral: false };
    }
  }
  const expression = parseOperand(written, first.start);
  const value = compileExpression(expression, scope);
  return { type: 'number', written, isLiteral: expression.kind === 'number', value };
}

/** A column; for a word that is none beside a text column, the hint is to quote it. */
function columnOrHint(
  written: string,
  { columns }: OperandScope,
  compared: readonly ConditionPart[],
): RunColumn {
  const others = compared.flatMap(({ tokens }) => (tokens.length === 1 ? tokens[0]!.text : []));
  const isBesideText = columns.some(
    ({ name, type }) => others.includes(name) && name !== written && type.startsWith('text'),
  );
  try {
    return findColumn(written, columns, '--where');
  } catch (error) {
    if (!isBesideText || !(error instanceof UserError)) throw error;
    throw new UserError(error.message, { ...error.options, hint: `texts stand in quotes: "${written}"` });
  }
}

function parseOperand(written: string, offset: number): Expression {
  const file = '--where';
  const parsed = parseExpression(
    written,
    (start, end) => ({ file, start: offset + start, end: offset + end }),
    ({ message, range, help }) => {
      const hint = typeof help === 'string' ? help : help?.message;
      throw conditionError(message, range?.start ?? offset, hint);
    },
  );
  return parsed!;
}

type NumberOf = (run: LabelledRun) => number | undefined;

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: (value) => Math.abs(value),
  min: Math.min,
  max: Math.max,
};

const OPERATORS = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '**': (a: number, b: number) => a ** b,
};

/** A number that is computed of numbers; undefined as soon as one of them is missing. */
function compileExpression(expression: Expression, scope: OperandScope): NumberOf {
  const each = (parts: readonly Expression[]) => parts.map((part) => compileExpression(part, scope));
  switch (expression.kind) {
    case 'number': {
      const { value } = expression;
      return () => value;
    }
    case 'name':
      return numberColumn(expression.name, expression.range.start, scope);
    case 'negate':
      return applied((value) => -value, each([expression.operand]));
    case 'binary':
      return applied(OPERATORS[expression.operator], each([expression.left, expression.right]));
    case 'call': {
      const { callee, args, options } = expression;
      if (callee.name === 'column') return namedColumn(expression, scope);
      const known = Object.hasOwn(FUNCTIONS, callee.name) ? FUNCTIONS[callee.name] : undefined;
      const isGiven = options.length === 0 && args.length > 0 && (callee.name !== 'abs' || args.length === 1);
      if (known && isGiven) return applied(known, each(args));
      throw conditionError(
        known ? `${callee.name} takes numbers alone` : `conditions have no function ${callee.name}`,
        callee.range.start,
        `there are ${Object.keys(FUNCTIONS).join(', ')} and column("name")`,
      );
    }
    case 'member':
    case 'slice':
    case 'literal':
    case 'broken':
      throw conditionError('this is no number', expression.range.start);
  }
}

const applied =
  (compute: (...values: number[]) => number, parts: readonly NumberOf[]): NumberOf =>
  (run) => {
    const values = parts.map((part) => part(run));
    return values.every((value) => value !== undefined) ? compute(...values) : undefined;
  };

/** `column("link.loss/copy")`: a column whose name is no name of an expression. */
function namedColumn({ args, callee }: Extract<Expression, { kind: 'call' }>, scope: OperandScope): NumberOf {
  const [name] = args;
  if (args.length === 1 && name?.kind === 'literal' && typeof name.value === 'string')
    return numberColumn(name.value, name.range.start, scope);
  throw conditionError('column takes the name of a column in quotes', callee.range.start);
}

function numberColumn(written: string, start: number, { columns }: OperandScope): NumberOf {
  const column = findColumn(written, columns, '--where');
  if (column.type !== 'number' && column.type !== 'seconds')
    throw conditionError(`${written} is no number`, start);
  return (run) => column.value(run) as number | undefined;
}
