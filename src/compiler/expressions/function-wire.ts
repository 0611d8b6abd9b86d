import type { SourceRange } from '../../diagnostics/index.js';
import { readWordArguments, type Expression, type PlainEntry } from '../../dsl/index.js';
import type { Arguments, FunctionDefinition, TensorType } from '../../vocabulary/index.js';
import { typeText } from '../tensor-type.js';
import type { Wire, WireId } from '../program.js';
import { constantOptionValue } from './fold-constant.js';
import { warnOfSuspectComparison } from './comparison-warnings.js';
import { lowerExpression, lowerOperands } from './lower-expression.js';
import { drawsWithoutShape } from './shapeless-draws.js';
import { checkValueSize } from '../size-limits.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import { denseOnImageBefore } from './shape-mismatch-help.js';

type Call = Extract<Expression, { kind: 'call' }>;

const functionSignature = ({ name, parameters }: FunctionDefinition): string =>
  `${name}(${parameters.map((one) => (one.optional ? `[${one.name}]` : one.name)).join(', ')})`;

/** A call of a function: tensors and options told apart and checked. Undefined after an error, which is reported. */
export function lowerFunctionCall(
  definition: FunctionDefinition,
  call: Call,
  scope: ExpressionScope,
  drawType: TensorType | undefined,
): LoweredValue | undefined {
  const sorted = sortArguments(definition, call, scope);
  if (!sorted) {
    for (const arg of call.args) if (arg.kind !== 'literal') lowerExpression(arg, scope, drawType);
    return undefined;
  }
  const inputs =
    definition.group === 'math'
      ? lowerOperands(sorted.tensors, scope, drawType)
      : allOrUndefined(sorted.tensors.map((tensor) => lowerExpression(tensor, scope)));
  const options = readWordArguments(
    { range: call.range, args: sorted.options },
    { name: definition.name, args: definition.options },
    scope.context.report,
  );
  if (!inputs || !options) return undefined;
  if (!drawsWithoutShape(definition) || options.shape) {
    return addFunctionWire(definition, inputs, options, call.range, scope, sorted.tensors);
  }
  if (!drawType) {
    scope.context.report({
      code: 'draw-without-shape',
      message: `nothing here says what shape \`${definition.name}\` draws`,
      range: call.range,
      help: `combine it with a tensor, as in x + ${definition.name}(...), or write normal_like(x)`,
    });
    return undefined;
  }
  const shape = drawType.shape.map((side) => side ?? -1);
  return addFunctionWire(definition, inputs, { ...options, shape }, call.range, scope);
}

const allOrUndefined = <T>(list: readonly (T | undefined)[]): T[] | undefined =>
  list.every((one) => one !== undefined) ? (list as T[]) : undefined;

/** Which arguments are tensors, in the order of the parameters, and which are options. */
function sortArguments(
  definition: FunctionDefinition,
  call: Call,
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

/** The wire of a function on values; its shape rule may refuse them, in words. */
export function addFunctionWire(
  definition: FunctionDefinition,
  inputs: readonly LoweredValue[],
  options: Arguments,
  range: SourceRange,
  scope: ExpressionScope,
  operandExpressions: readonly Expression[] = [],
): LoweredValue | undefined {
  const { builder: list, context: world } = scope;
  const types = inputs.map(({ wire }) => list.wires[wire]!.type);
  const answer = definition.output(types, options);
  if (!answer.ok) {
    const at = definition.parameters.findIndex(({ name }) => name === answer.argument);
    const ranks = types.map(({ shape }) => shape.length);
    const odd = inputs.find((_, which) => ranks[which]! > 3 && ranks.some((rank) => rank < 3));
    const spread = odd && denseOnImageBefore(list.wires, odd.wire, world);
    const makers = inputs.map(({ wire }) => producingNetwork(list.wires, wire));
    world.report({
      code: 'wrong-shape',
      message: answer.problem,
      range: operandExpressions[at]?.range ?? range,
      // The same values that do not meet, in a loss and a metric, are one mistake.
      ...(makers.some((maker) => maker !== undefined)
        ? { cause: `values ${types.map((type, which) => `${makers[which] ?? ''} ${typeText(type)}`).join()}` }
        : {}),
      notes: inputs
        .map(({ wire }) => {
          const one = list.wires[wire]!;
          const text = shortSourceText(one.range, scope);
          return {
            message: `${text ? `\`${text}\`` : wireDescription(one)} is ${typeText(one.type)}`,
            ...(one.range ? { range: one.range } : {}),
          };
        })
        .concat(spread ? [spread.note] : []),
      help: spread?.help ?? answer.hint,
    });
    return undefined;
  }
  if (!checkValueSize(answer.value.shape, `what \`${definition.name}\` makes`, range, world))
    return undefined;
  warnOfSuspectComparison(definition, inputs, options, range, operandExpressions, scope);
  const draw = definition.group === 'random' ? scope.stream(definition.name) : {};
  return {
    wire: list.add({
      op: 'function',
      name: definition.name,
      inputs: inputs.map(({ wire }) => wire),
      options,
      ...draw,
      type: answer.value,
      range,
    }),
  };
}

/** The network that makes a value. */
function producingNetwork(wires: readonly Wire[], id: WireId): string | undefined {
  const wire = wires[id]!;
  const call = wire.op === 'output' ? wires[wire.of]! : wire;
  return call.op === 'call' ? call.network : undefined;
}

const wireDescription = (wire: Wire): string =>
  wire.op === 'field' ? `\`${wire.name}\`` : wire.op === 'call' ? `what \`${wire.network}\` makes` : 'this';

function shortSourceText(range: SourceRange | undefined, scope: ExpressionScope): string | undefined {
  const text = range && scope.context.sources.get(range.file)?.slice(range.start, range.end);
  return text && text.length <= 40 && !text.includes('\n') ? text : undefined;
}
