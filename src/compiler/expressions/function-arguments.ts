import type { SourceRange } from '../../diagnostics/index.js';
import type { Expression, PlainEntry, PlainValue } from '../../dsl/index.js';
import type { FunctionDefinition } from '../../vocabulary/index.js';
import type { ExpressionScope } from './expression-scope.js';
import { constantOptionValue } from './fold-constant.js';
import { constantNumber, movingNumber } from './moving-number.js';
import type { Schedule } from '../program.js';
import { scheduleValueAt } from '../schedule.js';

export type FunctionCall = Extract<Expression, { kind: 'call' }>;

const functionSignature = ({ name, parameters }: FunctionDefinition): string =>
  `${name}(${parameters.map((one) => (one.optional ? `[${one.name}]` : one.name)).join(', ')})`;

/** An option that moves while a phase is trained. */
export interface MovingOption {
  name: string;
  expression: Expression;
  schedule: Exclude<Schedule, number>;
}

export interface SortedArguments {
  tensors: Expression[];
  /** Those that move have the values of their first step. */
  options: PlainEntry[];
  moving: MovingOption[];
}

/**
 * Separates tensor arguments, in the order of the parameters, from options. Undefined after an error, which is
 * reported.
 */
export function sortFunctionArguments(
  definition: FunctionDefinition,
  call: FunctionCall,
  scope: ExpressionScope,
): SortedArguments | undefined {
  const { report } = scope.context;
  const { parameters } = definition;
  const lastTensor = parameters.findLastIndex(({ kind }) => kind === 'tensor');
  const tensors = new Map<string, Expression[]>();
  const tensorsOf = (name: string): Expression[] => {
    const found = tensors.get(name) ?? [];
    tensors.set(name, found);
    return found;
  };
  const options: PlainEntry[] = [];
  const moving: MovingOption[] = [];
  let good = true;
  const numberOption = (key: string, expression: Expression): PlainValue | 'broken' | undefined => {
    const plain = (value: number): PlainValue => ({
      kind: 'scalar',
      value,
      range: expression.range,
      origin: 'written',
    });
    const constant = constantNumber(expression, scope);
    if (constant !== undefined) return plain(constant);
    if (!definition.moving?.includes(key)) return undefined;
    const schedule = movingNumber(expression, scope, optionLimits(definition, key));
    if (schedule === undefined || schedule === 'broken') return schedule;
    if (typeof schedule !== 'number') moving.push({ name: key, expression, schedule });
    return plain(scheduleValueAt(schedule, 0, 0));
  };
  const option = (key: string, keyRange: SourceRange, value: Expression) => {
    const plain = constantOptionValue(value) ?? numberOption(key, value);
    if (plain === 'broken') return void (good = false);
    if (plain) return void options.push({ key, keyRange, value: plain });
    good = false;
    report({
      code: 'not-constant',
      message: `\`${key}\` of \`${definition.name}\` must be known before anything runs`,
      range: value.range,
      help: definition.moving?.includes(key)
        ? 'write a number, a parameter: ${name}, or a formula of `progress`, `epoch` and `step`'
        : 'write a number, or a parameter: ${name}',
    });
  };
  call.args.forEach((arg, at) => {
    const parameter =
      definition.variadic && at >= lastTensor ? parameters[lastTensor] : (parameters[at] ?? undefined);
    if (!parameter) {
      if (at > parameters.length || !good) return;
      good = false;
      report({
        code: 'wrong-arguments',
        message: `\`${definition.name}\` takes ${parameters.length === 0 ? 'no arguments' : `at most ${parameters.length}`}, but is given ${call.args.length}`,
        range: arg.range,
        help: `write ${functionSignature(definition)}`,
      });
    } else if (parameter.kind === 'scalar') option(parameter.name, arg.range, arg);
    else tensorsOf(parameter.name).push(arg);
  });
  for (const { name, nameRange, value } of call.options) {
    if (parameters.some((one) => one.kind === 'tensor' && one.name === name)) {
      tensorsOf(name).push(value);
    } else option(name, nameRange, value);
  }
  const missing = parameters.filter(
    ({ name, kind, optional }) => kind === 'tensor' && !optional && !tensors.has(name),
  );
  if (good && missing.length > 0) {
    good = false;
    report({
      code: 'wrong-arguments',
      message: `\`${definition.name}\` needs ${missing.map(({ name }) => `\`${name}\``).join(' and ')}`,
      range: call.range,
      help: `write ${functionSignature(definition)}`,
    });
  }
  return good
    ? { tensors: parameters.flatMap(({ name }) => tensors.get(name) ?? []), options, moving }
    : undefined;
}

/** The range of an option's values. */
function optionLimits(definition: FunctionDefinition, key: string) {
  const schemas = definition.options.properties as Readonly<
    Record<string, { minimum?: number; exclusiveMinimum?: number; maximum?: number }>
  >;
  const { minimum, exclusiveMinimum, maximum } = schemas[key] ?? {};
  return {
    what: `\`${key}\` of \`${definition.name}\``,
    ...(minimum === undefined ? {} : { least: minimum }),
    ...(exclusiveMinimum === undefined ? {} : { above: exclusiveMinimum }),
    ...(maximum === undefined ? {} : { most: maximum }),
  };
}
