/**
 * Conditions over the columns of runs: `acc > 0.9 and (seed == 3 or tags == "best")`.
 *
 *     condition = all { "or" all }
 *     all       = one { "and" one }
 *     one       = "not" one | "(" condition ")" | operand { compare operand } | column of yes and no
 *
 * An operand is a number, a text in quotes, or an expression of graphs over columns. A comparison with a value that a
 * run does not have is neither true nor false, as in SQL, and so is its negation: such a run is not shown.
 */
import type { LabelledRun } from '../../runtime/index.js';
import { compareOperands } from './compare-operands.js';
import type { RunColumn } from './columns.js';
import {
  conditionError,
  conditionTokens,
  insideParentheses,
  splitPart,
  type ConditionPart,
} from './condition-tokens.js';
import { readOperand, type OperandScope } from './operands.js';

/** Null for a run that lacks a value that is compared. */
export type RunCondition = (run: LabelledRun) => boolean | null;

/**
 * @param text as after `--where`
 * @throws UserError (wrong usage), with the place and what may have been meant
 */
export function parseCondition(text: string, columns: readonly RunColumn[]): RunCondition {
  return readCondition({ tokens: conditionTokens(text), end: text.length }, { text, columns });
}

const isWord = (word: string) => (token: { kind: string; text: string }) =>
  token.kind === 'word' && token.text === word;

function readCondition(part: ConditionPart, scope: OperandScope): RunCondition {
  const { parts } = splitPart(part, isWord('or'));
  const conditions = parts.map((one) => readAll(one, scope));
  return (run) => anyOf(conditions.map((condition) => condition(run)));
}

function readAll(part: ConditionPart, scope: OperandScope): RunCondition {
  const { parts } = splitPart(part, isWord('and'));
  const conditions = parts.map((one) => readOne(one, scope));
  return (run) => allOf(conditions.map((condition) => condition(run)));
}

const allOf = (values: readonly (boolean | null)[]): boolean | null =>
  values.includes(false) ? false : values.includes(null) ? null : true;

const anyOf = (values: readonly (boolean | null)[]): boolean | null =>
  values.includes(true) ? true : values.includes(null) ? null : false;

function readOne(part: ConditionPart, scope: OperandScope): RunCondition {
  const [first] = part.tokens;
  if (!first) throw conditionError('a condition is missing', part.end, 'for example: --where "acc > 0.9"');
  if (isWord('not')(first)) {
    const negated = readOne({ ...part, tokens: part.tokens.slice(1) }, scope);
    return (run) => {
      const value = negated(run);
      return value === null ? null : !value;
    };
  }
  const { parts, separators } = splitPart(part, ({ kind }) => kind === 'compare');
  if (separators.length === 0) {
    const inside = insideParentheses(part);
    return inside ? readCondition(inside, scope) : readFlag(part, scope);
  }
  const single = separators.find(({ text }) => text === '=');
  if (single) throw conditionError('= compares nothing', single.start, 'write ==');
  const operands = parts.map((one) => readOperand(one, scope, parts));
  // `0.5 < acc < 0.9` holds if each of its comparisons does.
  const comparisons = separators.map((operator, at) =>
    compareOperands(operator, operands[at]!, operands[at + 1]!),
  );
  return (run) => allOf(comparisons.map((comparison) => comparison(run)));
}

function readFlag(part: ConditionPart, scope: OperandScope): RunCondition {
  const operand = readOperand(part, scope, [part]);
  if (operand.type !== 'boolean') {
    const compared = operand.type === 'number' || operand.type === 'seconds' ? '> 0.9' : '== "..."';
    throw conditionError(
      `${operand.written} alone is no condition`,
      part.tokens[0]!.start,
      `compare it: ${operand.written} ${compared}`,
    );
  }
  return (run) => (operand.value(run) as boolean | undefined) ?? null;
}
