/** Calls of a graph's own functions, which stand for what they are made of. */
import type { Expression, FunctionEntry } from '../../dsl/index.js';
import type { CompileContext } from '../compile-context.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import { foldConstant } from './fold-constant.js';
import { isMovingNumber, isTrainingVariable } from './moving-number.js';
import type { FunctionCall } from './function-arguments.js';
import { withNumbers } from './with-numbers.js';

type Lower = (expression: Expression, scope: ExpressionScope) => LoweredValue | undefined;

/** Undefined after an error, which is reported. */
export function lowerOwnFunction(
  entry: FunctionEntry,
  call: FunctionCall,
  scope: ExpressionScope,
  lower: Lower,
): LoweredValue | undefined {
  const given = sortArguments(entry, call, scope.context);
  if (!given) {
    for (const arg of call.args) if (arg.kind !== 'literal') lower(arg, scope);
    return undefined;
  }
  // Numbers can be options of the functions inside.
  const numbers = new Map<string, Expression>();
  const values = new Map<string, LoweredValue | 'broken'>();
  const takesVariables = entry.parameters.some(({ value }) => isTrainingVariable(value));
  for (const [name, argument] of given) {
    const constant = foldConstant(argument);
    if (constant !== undefined) {
      numbers.set(name, { kind: 'number', value: constant, range: argument.range });
      continue;
    }
    values.set(name, lower(argument, scope) ?? 'broken');
    if (!takesVariables && isMovingNumber(argument, scope)) numbers.set(name, argument);
  }
  if ([...values.values()].includes('broken')) return undefined;
  const key = `${entry.name.value}(${[...given.keys()]
    .map((name) => {
      const value = values.get(name) as LoweredValue | undefined;
      return value ? `#${value.wire}` : foldConstant(numbers.get(name)!);
    })
    .join()})`;
  const known = scope.inlined.get(key);
  if (known) return known;
  const { resolve: _, hint: __, lowerUncalled: ___, ...rest } = scope;
  const made = lower(withNumbers(entry.expression, numbers), {
    ...rest,
    context: withCallNote(entry, call, scope.context),
    resolve: (name) => values.get(name),
    names: () => [[...given.keys()]],
  });
  if (made) scope.inlined.set(key, made);
  return made;
}

const signature = ({ name, parameters }: FunctionEntry): string =>
  `${name.value}(${parameters.map(({ value }) => value).join(', ')})`;

/** Arguments by the names of the parameters, in their order. */
function sortArguments(
  entry: FunctionEntry,
  { args, options, range }: FunctionCall,
  { report }: CompileContext,
): Map<string, Expression> | undefined {
  const { name, parameters } = entry;
  const given = new Map<string, Expression>();
  const wrong = (message: string, place: FunctionCall['range']) => {
    report({
      code: 'wrong-arguments',
      message,
      range: place,
      notes: [{ message: `\`${name.value}\` is declared here`, range: name.range }],
      help: `write ${signature(entry)}`,
    });
    return undefined;
  };
  const takes =
    parameters.length === 1
      ? 'one value'
      : parameters.length === 0
        ? 'no values'
        : `${parameters.length} values`;
  if (args.length > parameters.length) {
    const count = args.length + options.length;
    return wrong(`\`${name.value}\` takes ${takes}, but is given ${count}`, args[parameters.length]!.range);
  }
  args.forEach((argument, at) => given.set(parameters[at]!.value, argument));
  for (const { name: option, nameRange, value } of options) {
    const isKnown = parameters.some((one) => one.value === option);
    if (!isKnown) return wrong(`\`${name.value}\` has no parameter \`${option}\``, nameRange);
    if (given.has(option)) return wrong(`\`${option}\` of \`${name.value}\` is given twice`, nameRange);
    given.set(option, value);
  }
  const missing = parameters.filter(({ value }) => !given.has(value)).map(({ value }) => `\`${value}\``);
  if (missing.length > 0) return wrong(`\`${name.value}\` needs ${missing.join(' and ')}`, range);
  for (const argument of given.values()) {
    if (argument.kind === 'literal')
      return wrong(`\`${name.value}\` takes values, no texts or lists`, argument.range);
  }
  return new Map(parameters.map(({ value }) => [value, given.get(value)!]));
}

/** Errors inside of the function say which call they are met in. */
function withCallNote(
  { name }: FunctionEntry,
  { range }: FunctionCall,
  context: CompileContext,
): CompileContext {
  return {
    ...context,
    report: (finding) =>
      context.report({
        ...finding,
        notes: [...(finding.notes ?? []), { message: `in this call of \`${name.value}\``, range }],
      }),
  };
}
