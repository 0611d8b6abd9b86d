import type { SourceRange } from '../../diagnostics/index.js';
import type { Expression, PlainEntry } from '../../dsl/index.js';
import type { FunctionDefinition } from '../../vocabulary/index.js';
import type { ExpressionScope } from './expression-scope.js';
import { constantOptionValue } from './fold-constant.js';

export type FunctionCall = Extract<Expression, { kind: 'call' }>;

const functionSignature = ({ name, parameters }: FunctionDefinition): string =>
  `${name}(${parameters.map((one) => (one.optional ? `[${one.name}]` : one.name)).join(', ')})`;

/**
 * Separates tensor arguments, in the order of the parameters, from options. Undefined after an error, which is
 * reported.
 */
export function sortFunctionArguments(
  definition: FunctionDefinition,
  call: FunctionCall,
  scope: ExpressionScope,
): { tensors: Expression[]; options: PlainEntry[] } | undefined {
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
  let good = true;
  const option = (key: string, keyRange: SourceRange, value: Expression) => {
    const plain = constantOptionValue(value);
    if (plain) return void options.push({ key, keyRange, value: plain });
    good = false;
    report({
      code: 'not-constant',
      message: `\`${key}\` of \`${definition.name}\` must be known before anything runs`,
      range: value.range,
      help: 'write a number, or a parameter: ${name}',
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
  return good ? { tensors: parameters.flatMap(({ name }) => tensors.get(name) ?? []), options } : undefined;
}
