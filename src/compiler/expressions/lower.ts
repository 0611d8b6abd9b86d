/** Expressions become wires: names are looked up, functions checked, models written out. */
import { thereIs, type SourceRange } from '../../diagnostics/index.js';
import type { Expression } from '../../dsl/index.js';
import { keysOf } from '../../names/index.js';
import { functions, lostInFloat32, type TensorType } from '../../vocabulary/index.js';
import { callables, isDeclared, unknown } from '../world.js';
import { callBody } from './call-body.js';
import { callFunction, emitFunction } from './call-function.js';
import { constantOf } from './constant.js';
import { isShapeless } from './random-shape.js';
import type { Scope, Value } from './scope.js';

const operatorNames = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '**': 'pow' } as const;

/**
 * The value of an expression, added to the scope's wires; undefined after an error, which is reported.
 *
 * @param like the shape for draws that have none of their own
 */
export function lower(expression: Expression, scope: Scope, like?: TensorType): Value | undefined {
  const constant = constantOf(expression);
  if (constant !== undefined) {
    if (!isComputable(constant, expression.range, scope)) return undefined;
    const type: TensorType = { shape: [], dtype: 'float32' };
    return { wire: scope.list.add({ op: 'constant', value: constant, type, range: expression.range }) };
  }
  switch (expression.kind) {
    case 'name':
      return lowerName(expression.name, expression.range, scope);
    case 'member': {
      const object = lower(expression.object, scope, like);
      return object && outputOf(object, expression.member, expression.memberRange, scope);
    }
    case 'binary': {
      const name = operatorNames[expression.operator];
      const sides = lowerTogether([expression.left, expression.right], scope, like);
      return sides && emit(name, sides, expression.range, scope);
    }
    case 'negate': {
      const operand = lower(expression.operand, scope, like);
      return operand && emit('negative', [operand], expression.range, scope);
    }
    case 'call':
      return lowerCall(expression, scope, like);
    case 'literal':
      scope.world.report({
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
function isComputable(value: number, range: SourceRange, { world }: Scope): boolean {
  const lost = lostInFloat32(value);
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
export function lowerTogether(
  operands: readonly Expression[],
  scope: Scope,
  like?: TensorType,
): Value[] | undefined {
  const shapeless = operands.map(isShapeless);
  const values = operands.map((operand, at) => (shapeless[at] ? undefined : lower(operand, scope, like)));
  if (values.some((value, at) => !value && !shapeless[at])) return undefined;
  // Of several, the one with the most axes is what the others are spread over.
  let shape: TensorType | undefined;
  for (const value of values) {
    const type = value && scope.list.wires[value.wire]!.type;
    if (type && (!shape || type.shape.length > shape.shape.length)) shape = type;
  }
  if (!shape || shape.shape.length === 0) shape = like ?? shape;
  operands.forEach((operand, at) => {
    if (shapeless[at]) values[at] = lower(operand, scope, shape);
  });
  return values.every((value) => value !== undefined) ? values : undefined;
}

const emit = (name: string, inputs: readonly Value[], range: SourceRange, scope: Scope) =>
  emitFunction(functions.get(name)!, inputs, {}, range, scope);

function lowerName(name: string, range: SourceRange, scope: Scope): Value | undefined {
  const { world } = scope;
  const found = scope.resolve(name);
  if (found) return found === 'broken' ? undefined : found;
  const dot = name.indexOf('.');
  if (dot > 0) {
    const head = scope.resolve(name.slice(0, dot));
    if (head === 'broken') return undefined;
    if (head) {
      const at = { ...range, start: Math.min(range.end, range.start + dot + 1) };
      return outputOf(head, name.slice(dot + 1), at, scope);
    }
  }
  const network = world.networks.get(name);
  if (network && network.inputs.length === 0 && typeof scope.modeOf !== 'string') {
    return callBody(network, [], range, scope);
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
  unknown(
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

function outputOf(object: Value, member: string, range: SourceRange, scope: Scope): Value | undefined {
  const output = object.outputs?.find(({ name }) => name === member);
  if (output) return { wire: output.wire };
  const [only, ...more] = object.outputs ?? [];
  if (object.outputs && more.length === 0) {
    const dot = { ...range, start: range.start - 1 };
    const { list, world } = scope;
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
    scope.world.report({
      code: 'unknown-output',
      message: `this is one value and has no output \`${member}\``,
      range,
    });
    return undefined;
  }
  unknown(
    scope.world,
    { value: member, range },
    { code: 'unknown-output', kind: 'output', candidates: [object.outputs.map(({ name }) => name)] },
  );
  return undefined;
}

function whatToCall({ world, modeOf }: Scope): string {
  const own = typeof modeOf === 'string' ? [] : callables(world);
  const count = own.reduce((sum, { length }) => sum + length, 0);
  const functions = 'docs/language.md lists the functions';
  return count === 0
    ? functions
    : `${thereIs(
        own.flatMap((names) => names.slice(0, 13)),
        count,
      )}; ${functions}`;
}

function lowerCall(
  expression: Extract<Expression, { kind: 'call' }>,
  scope: Scope,
  like: TensorType | undefined,
): Value | undefined {
  const { callee, args, options, range } = expression;
  const { world } = scope;
  const body = world.networks.get(callee.name) ?? world.models.get(callee.name);
  if (body || world.broken.networks.has(callee.name)) {
    for (const { name, nameRange } of options) {
      world.report({
        code: 'wrong-arguments',
        message: `\`${callee.name}\` is called with its inputs alone, and has no option \`${name}\``,
        range: nameRange,
      });
    }
    const inputs = args.map((arg) => lower(arg, scope));
    if (typeof scope.modeOf === 'string') {
      world.report({
        code: 'no-networks-here',
        message: `\`${callee.name}\` can't be called here: ${scope.modeOf}`,
        range: callee.range,
      });
      return undefined;
    }
    if (!body || inputs.some((input) => !input) || options.length > 0) return undefined;
    return callBody(
      body,
      inputs.map((input, at) => ({ ...input!, range: args[at]!.range })),
      range,
      scope,
    );
  }
  const definition = functions.get(callee.name);
  if (definition) return callFunction(definition, expression, scope, like);
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
  unknown(
    world,
    { value: callee.name, range: callee.range },
    {
      code: 'unknown-name',
      kind: 'network, model or function',
      candidates:
        typeof scope.modeOf === 'string' ? [keysOf(functions)] : [...callables(world), keysOf(functions)],
      hint: whatToCall(scope),
    },
  );
  // What is wrong inside of the call is wrong whatever it calls.
  for (const arg of args) if (!isShapeless(arg)) lower(arg, scope);
  return undefined;
}
