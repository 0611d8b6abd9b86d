import type { LabelledRun } from '../../runtime/index.js';
import type { CellValue } from './columns.js';
import { conditionError, type ConditionToken } from './condition-tokens.js';
import type { Operand } from './operands.js';

/** How the values of two operands are compared: by numbers, or as they are. */
type ComparedType = 'number' | 'text' | 'boolean' | 'time' | 'texts';

const comparedType = ({ type }: Operand): ComparedType => (type === 'seconds' ? 'number' : type);

const NOUNS: Readonly<Record<ComparedType, string>> = {
  number: 'a number',
  text: 'a text',
  boolean: 'yes or no',
  time: 'a point in time',
  texts: 'several texts',
};

/**
 * A comparison of two operands. Several texts are equal to a text that is among them.
 *
 * @throws UserError (wrong usage) if values of these types are not compared so
 */
export function compareOperands(
  operator: ConditionToken,
  left: Operand,
  right: Operand,
): (run: LabelledRun) => boolean | null {
  const types = [comparedType(left), comparedType(right)] as const;
  const isOrder = operator.text !== '==' && operator.text !== '!=';
  const read = readerFor(types, operator, left, right);
  if (isOrder && types.some((type) => type === 'boolean' || type === 'texts')) {
    const unordered = types[0] === 'boolean' || types[0] === 'texts' ? 0 : 1;
    throw conditionError(
      `${[left, right][unordered]!.written} is ${NOUNS[types[unordered]]}, which has no order`,
      operator.start,
      'it can be compared by == and !=',
    );
  }
  const holds = HOLDS[operator.text]!;
  return (run) => {
    const [a, b] = [left.value(run), right.value(run)];
    if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return null;
    return read(a, b, holds);
  };
}

const HOLDS: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

type Holds = (order: number) => boolean;

const orderOf = (a: CellValue, b: CellValue): number => (a < b ? -1 : a > b ? 1 : 0);

function readerFor(
  [a, b]: readonly [ComparedType, ComparedType],
  { start }: ConditionToken,
  left: Operand,
  right: Operand,
): (a: CellValue, b: CellValue, holds: Holds) => boolean {
  if (a === b && a !== 'texts') return (x, y, holds) => holds(orderOf(x, y));
  if (a === 'texts' && b === 'text') return (x, y, holds) => holds(isAmong(x, y) ? 0 : 1);
  if (a === 'text' && b === 'texts') return (x, y, holds) => holds(isAmong(y, x) ? 0 : 1);
  if ((a === 'time' && b === 'text') || (a === 'text' && b === 'time')) {
    const written = a === 'text' ? left : right;
    requireTime(written, start);
    return (x, y, holds) => holds(orderOf(Date.parse(x as string), Date.parse(y as string)));
  }
  const [text, number] = a === 'text' ? [left, b] : [right, a];
  const isQuotedNumber = text.isLiteral && number === 'number' && /^["'][-+.\d]/.test(text.written);
  throw conditionError(
    `${left.written} is ${NOUNS[a]}, ${right.written} is ${NOUNS[b]}`,
    start,
    isQuotedNumber ? 'numbers stand without quotes' : 'only values of the same kind are compared',
  );
}

const isAmong = (all: CellValue, one: CellValue): boolean =>
  (all as readonly string[]).includes(one as string);

function requireTime({ isLiteral, written }: Operand, start: number): void {
  if (isLiteral && !Number.isNaN(Date.parse(written.slice(1, -1)))) return;
  throw conditionError(
    `${written} is no point in time`,
    start,
    'for example: "2026-01-31", "2026-01-31 12:00"',
  );
}
