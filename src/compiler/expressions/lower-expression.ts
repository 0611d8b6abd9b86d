/** Expressions become wires: names are looked up, functions checked, models written out. */
import { availableNamesText, type SourceRange } from '../../diagnostics/index.js';
import type { Expression } from '../../dsl/index.js';
import { keysOf } from '../../records/index.js';
import { functions, float32RangeProblem, type TensorType } from '../../vocabulary/index.js';
import { callableNames, isDeclared, reportUnknownName } from '../compile-context.js';
import { callNetworkOrModel } from './call-network-or-model.js';
import { lowerFunctionCall, addFunctionWire } from './function-wire.js';
import { foldConstant } from './fold-constant.js';
import { isShapeless } from './shapeless-draws.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';

const operatorNames = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '**': 'pow' } as const;

/**
 * The value of an expression, added to the scope's wires; undefined after an error, which is reported.
 *
 * @param drawType the shape for draws that have none of their own
 */
export function lowerExpression(
  expression: Expression,
  scope: ExpressionScope,
  drawType?: TensorType,
): LoweredValue | undefined {
  const constant = foldConstant(expression);
  if (constant !== undefined) {
    if (!checkFloat32Range(constant, expression.range, scope)) return undefined;
    const type: TensorType = { shape: [], dtype: 'float32' };
    return { wire: scope.builder.add({ op: 'constant', value: constant, type, range: expression.range }) };
  }
  switch (expression.kind) {
    case 'name':
      return lowerName(expression.name, expression.range, scope);
    case 'member': {
      const object = lowerExpression(expression.object, scope, drawType);
      return object && lowerMember(object, expression.member, expression.memberRange, scope);
    }
    case 'binary': {
      const name = operatorNames[expression.operator];
      const sides = lowerOperands([expression.left, expression.right], scope, drawType);
      return sides && addNamedFunctionWire(name, sides, expression.range, scope);
    }
    case 'negate': {
      const operand = lowerExpression(expression.operand, scope, drawType);
      return operand && addNamedFunctionWire('negative', [operand], expression.range, scope);
    }
    case 'call':
      return lowerCall(expression, scope, drawType);
    case 'literal':
      scope.context.report({
        code: 'wrong-arguments',
        message: `${Array.isArray(expression.value) ? 'a list' : 'a text'} can not be computed with`,
        range: expression.range,
        help: 'lists and texts are for options: f(x, axis=[1, 2])',
      });
      return undefined;
    case 'number': // a constant: see above
    case 'broken': // reported when it was read
      return undefined;
  }
}

/** Whether a number of an expression is one that can be computed with. */
function checkFloat32Range(value: number, range: SourceRange, { context: world }: ExpressionScope): boolean {
  const lost = float32RangeProblem(value);
  if (Number.isFinite(value) && lost === null) return true;
  world.report({
    code: 'out-of-range',
    message: Number.isFinite(value)
      ? `${value} can not be computed with`
      : `this is ${Number.isNaN(value) ? 'no number' : 'infinite'}`,
    range,
    ...(lost === null ? {} : { help: lost }),
  });
  return false;
}

/** Operands of one function. Draws without a shape take that of the first operand that has one. */
export function lowerOperands(
  operands: readonly Expression[],
  scope: ExpressionScope,
  drawType?: TensorType,
): LoweredValue[] | undefined {
  const shapeless = operands.map(isShapeless);
  const values = operands.map((operand, at) =>
    shapeless[at] ? undefined : lowerExpression(operand, scope, drawType),
  );
  if (values.some((value, at) => !value && !shapeless[at])) return undefined;
  // Of several, the one with the most axes is what the others are spread over.
  let shape: TensorType | undefined;
  for (const value of values) {
    const type = value && scope.builder.wires[value.wire]!.type;
    if (type && (!shape || type.shape.length > shape.shape.length)) shape = type;
  }
  if (!shape || shape.shape.length === 0) shape = drawType ?? shape;
  operands.forEach((operand, at) => {
    if (shapeless[at]) values[at] = lowerExpression(operand, scope, shape);
  });
  return values.every((value) => value !== undefined) ? values : undefined;
}

const addNamedFunctionWire = (
  name: string,
  inputs: readonly LoweredValue[],
  range: SourceRange,
  scope: ExpressionScope,
) => addFunctionWire(functions.get(name)!, inputs, {}, range, scope);

function lowerName(name: string, range: SourceRange, scope: ExpressionScope): LoweredValue | undefined {
  const { context: world } = scope;
  const found = scope.resolve(name);
  if (found) return found === 'broken' ? undefined : found;
  const dot = name.indexOf('.');
  if (dot > 0) {
    const head = scope.resolve(name.slice(0, dot));
    if (head === 'broken') return undefined;
    if (head) {
      const at = { ...range, start: Math.min(range.end, range.start + dot + 1) };
      return lowerMember(head, name.slice(dot + 1), at, scope);
    }
  }
  const network = world.networks.get(name);
  if (network && network.inputs.length === 0 && typeof scope.modeOf !== 'string') {
    return callNetworkOrModel(network, [], range, scope);
  }
  if (isDeclared(world, name)) {
    // Where none may stand, it is wrong whether it is sound or not, and whether it has been compiled yet or not.
    if (typeof scope.modeOf === 'string') {
      world.report({ code: 'no-networks-here', message: `\`${name}\` is a network; ${scope.modeOf}`, range });
      return undefined;
    }
    if (world.broken.networks.has(name)) return undefined;
    if (scope.alone) return scope.alone(name, range);
    world.report({
      code: 'not-called',
      message: `\`${name}\` is a ${network ? 'network' : 'model'}, and stands here without its input`,
      range,
      help: `write ${name}(...)`,
    });
    return undefined;
  }
  if (functions.has(name)) {
    world.report({
      code: 'not-called',
      message: `\`${name}\` is a function, and stands here without its arguments`,
      range,
      help: `write ${name}(...)`,
    });
    return undefined;
  }
  reportUnknownName(
    world,
    { value: name, range },
    {
      code: 'unknown-name',
      kind: 'value',
      candidates:
        typeof scope.modeOf === 'string' ? scope.names() : [...scope.names(), world.declared.networks],
      ...(scope.hint === undefined ? {} : { hint: scope.hint() }),
    },
  );
  return undefined;
}

function lowerMember(
  object: LoweredValue,
  member: string,
  range: SourceRange,
  scope: ExpressionScope,
): LoweredValue | undefined {
  const output = object.outputs?.find(({ name }) => name === member);
  if (output) return { wire: output.wire };
  const [only, ...more] = object.outputs ?? [];
  if (object.outputs && more.length === 0) {
    const dot = { ...range, start: range.start - 1 };
    const { builder: list, context: world } = scope;
    const wire = only && list.wires[only.wire]!;
    const maker = wire?.op === 'call' ? `\`${wire.network}\`` : 'this call';
    world.report({
      code: 'unknown-output',
      message: `${maker} makes one value, which has no part \`${member}\``,
      range,
      help: {
        message: `leave out .${member}; what lies inside of a network can be had if it is one of its \`outputs\``,
        range: dot,
        replacement: '',
        otherwise: `what lies inside of a network can be had if it is one of its \`outputs\``,
      },
    });
    return undefined;
  }
  if (!object.outputs) {
    scope.context.report({
      code: 'unknown-output',
      message: `this is one value and has no output \`${member}\``,
      range,
    });
    return undefined;
  }
  reportUnknownName(
    scope.context,
    { value: member, range },
    { code: 'unknown-output', kind: 'output', candidates: [object.outputs.map(({ name }) => name)] },
  );
  return undefined;
}

function callableHint({ context: world, modeOf }: ExpressionScope): string {
  const own = typeof modeOf === 'string' ? [] : callableNames(world);
  const count = own.reduce((sum, { length }) => sum + length, 0);
  const functions = 'docs/language.md lists the functions';
  return count === 0
    ? functions
    : `${availableNamesText(
        own.flatMap((names) => names.slice(0, 13)),
        count,
      )}; ${functions}`;
}

function lowerCall(
  expression: Extract<Expression, { kind: 'call' }>,
  scope: ExpressionScope,
  drawType: TensorType | undefined,
): LoweredValue | undefined {
  const { callee, args, options, range } = expression;
  const { context: world } = scope;
  const body = world.networks.get(callee.name) ?? world.models.get(callee.name);
  if (body || world.broken.networks.has(callee.name)) {
    for (const { name, nameRange } of options) {
      world.report({
        code: 'wrong-arguments',
        message: `\`${callee.name}\` is called with its inputs alone, and has no option \`${name}\``,
        range: nameRange,
      });
    }
    const inputs = args.map((arg) => lowerExpression(arg, scope));
    if (typeof scope.modeOf === 'string') {
      world.report({
        code: 'no-networks-here',
        message: `\`${callee.name}\` can't be called here: ${scope.modeOf}`,
        range: callee.range,
      });
      return undefined;
    }
    if (!body || inputs.some((input) => !input) || options.length > 0) return undefined;
    return callNetworkOrModel(
      body,
      inputs.map((input, at) => ({ ...input!, range: args[at]!.range })),
      range,
      scope,
    );
  }
  const definition = functions.get(callee.name);
  if (definition) return lowerFunctionCall(definition, expression, scope, drawType);
  const local = scope.resolve(callee.name);
  // A value can't be called, whether it is sound or not.
  if (local && (local !== 'broken' || scope.names().some((names) => names.includes(callee.name)))) {
    world.report({
      code: 'not-callable',
      message: `\`${callee.name}\` is a value and can't be called`,
      range: callee.range,
      help: 'networks, models and functions can be called',
    });
    return undefined;
  }
  reportUnknownName(
    world,
    { value: callee.name, range: callee.range },
    {
      code: 'unknown-name',
      kind: 'network, model or function',
      candidates:
        typeof scope.modeOf === 'string' ? [keysOf(functions)] : [...callableNames(world), keysOf(functions)],
      hint: callableHint(scope),
    },
  );
  // What is wrong inside of the call is wrong whatever it calls.
  for (const arg of args) if (!isShapeless(arg)) lowerExpression(arg, scope);
  return undefined;
}
