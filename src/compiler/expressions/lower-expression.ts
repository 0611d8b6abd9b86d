/** Lowers expressions to wires: resolves names, checks functions, inlines models. */
import { availableNamesText, type SourceRange } from '../../diagnostics/index.js';
import { readWordArguments, type Expression, type FunctionEntry } from '../../dsl/index.js';
import { keysOf } from '../../records/index.js';
import {
  foreignWordHelp,
  float32RangeProblem,
  functions,
  type FunctionDefinition,
  type TensorType,
} from '../../vocabulary/index.js';
import {
  callableNames,
  isDeclared,
  ownFunctionWord,
  ownWordsAt,
  reportUnknownName,
  type CompileContext,
} from '../compile-context.js';
import { callNetworkOrModel } from './call-network-or-model.js';
import { readCallOptions } from './call-options.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import { checkGradientPath } from './gradient-path.js';
import { foldConstant } from './fold-constant.js';
import { sortFunctionArguments, type FunctionCall } from './function-arguments.js';
import { addFunctionWire } from './function-wire.js';
import { reportLayerName } from './layer-name.js';
import { lowerMember, lowerName } from './lower-name.js';
import { addScheduleWire, movingNumber } from './moving-number.js';
import { lowerOwnFunction } from './lower-own-function.js';
import { lowerPenalty } from './lower-penalty.js';
import { lowerSlice } from './lower-slice.js';
import { drawsWithoutShape, isShapelessDraw } from './shapeless-draws.js';

const operatorNames = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '**': 'pow' } as const;

/**
 * Lowers an expression to wires of the scope; undefined after an error, which is reported.
 *
 * @param drawType the type of draws that have no shape of their own
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
  const moving = movingNumber(expression, scope);
  if (moving !== undefined) {
    return moving === 'broken' ? undefined : addScheduleWire(moving, expression, scope);
  }
  switch (expression.kind) {
    case 'name':
      return lowerName(expression.name, expression.range, scope);
    case 'member': {
      const object = lowerExpression(expression.object, scope, drawType);
      return object && lowerMember(object, expression.member, expression.memberRange, scope);
    }
    case 'slice': {
      const object = lowerExpression(expression.object, scope, drawType);
      return object && lowerSlice(object, expression, scope);
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

/** Checks that a constant is representable in float32. */
function checkFloat32Range(value: number, range: SourceRange, { context }: ExpressionScope): boolean {
  const lost = float32RangeProblem(value);
  if (Number.isFinite(value) && lost === null) return true;
  context.report({
    code: 'out-of-range',
    message: Number.isFinite(value)
      ? `${value} can not be computed with`
      : `this is ${Number.isNaN(value) ? 'no number' : 'infinite'}`,
    range,
    ...(lost === null ? {} : { help: lost }),
  });
  return false;
}

/** Lowers the operands of one function. Draws without a shape take that of the operand of highest rank. */
function lowerOperands(
  operands: readonly Expression[],
  scope: ExpressionScope,
  drawType?: TensorType,
): LoweredValue[] | undefined {
  const shapeless = operands.map(isShapelessDraw);
  const values = operands.map((operand, at) =>
    shapeless[at] ? undefined : lowerExpression(operand, scope, drawType),
  );
  if (values.some((value, at) => !value && !shapeless[at])) return undefined;
  // Of several operands, the one of highest rank determines the broadcast shape.
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

function callableHint({ context, modeOf }: ExpressionScope): string {
  const own = typeof modeOf === 'string' ? [] : callableNames(context);
  const count = own.reduce((sum, { length }) => sum + length, 0);
  const functions = 'docs/language.md lists the functions';
  return count === 0
    ? functions
    : `${availableNamesText(
        own.flatMap((names) => names.slice(0, 13)),
        count,
      )}; ${functions}`;
}

/** A word of Keras that is said otherwise is no misspelling. */
function helpForCallee(name: string, scope: ExpressionScope): { hint: string; help?: string } {
  const foreign = foreignWordHelp('function', name);
  return { hint: callableHint(scope), ...(foreign === undefined ? {} : { help: foreign }) };
}

function lowerCall(
  expression: Extract<Expression, { kind: 'call' }>,
  scope: ExpressionScope,
  drawType: TensorType | undefined,
): LoweredValue | undefined {
  const { callee, args, options, range } = expression;
  const { context } = scope;
  const definition = ownFunctionWord(context, callee) ?? functions.get(callee.name);
  // What a graph declares comes before the language's functions, of which there may be more one day.
  const isNetwork = isDeclared(context, callee.name) && !(definition && typeof scope.modeOf === 'string');
  const body = isNetwork ? (context.networks.get(callee.name) ?? context.models.get(callee.name)) : undefined;
  const own = context.functions.get(callee.name);
  if (definition && isOfAnotherFile(body?.range ?? ownRange(own), callee.range)) {
    return reportAmbiguousCall(callee, (body?.range ?? ownRange(own))!, context);
  }
  if (isNetwork) {
    const mode = readCallOptions(callee.name, options, scope);
    const inputs = args.map((arg) => lowerExpression(arg, scope));
    if (typeof scope.modeOf === 'string') {
      context.report({
        code: 'no-networks-here',
        message: `\`${callee.name}\` can't be called here: ${scope.modeOf}`,
        range: callee.range,
      });
      return undefined;
    }
    if (!body || inputs.some((input) => !input) || mode === 'wrong') return undefined;
    return callNetworkOrModel(
      body,
      inputs.map((input, at) => ({ ...input!, range: args[at]!.range })),
      range,
      scope,
      mode,
    );
  }
  if (own === 'broken') return undefined;
  if (own) return lowerOwnFunction(own, expression, scope, lowerExpression);
  if (definition) return lowerFunctionCall(definition, expression, scope, drawType);
  const local = scope.resolve(callee.name);
  // A value cannot be called, valid or not.
  if (local && (local !== 'broken' || scope.names().some((names) => names.includes(callee.name)))) {
    context.report({
      code: 'not-callable',
      message: `\`${callee.name}\` is a value and can't be called`,
      range: callee.range,
      help: 'networks, models and functions can be called',
    });
    return undefined;
  }
  if (reportLayerName(callee, args, context)) return undefined;
  const words = ownWordsAt(context, callee.range);
  if (!words.isBroken)
    reportUnknownName(
      context,
      { value: callee.name, range: callee.range },
      {
        code: 'unknown-name',
        kind: 'network, model or function',
        candidates:
          typeof scope.modeOf === 'string'
            ? [keysOf(context.functions), [...words.functions.keys()], keysOf(functions)]
            : [
                ...callableNames(context),
                keysOf(context.functions),
                [...words.functions.keys()],
                keysOf(functions),
              ],
        ...helpForCallee(callee.name, scope),
      },
    );
  // Errors in the arguments do not depend on the callee: report them too.
  for (const arg of args) if (!isShapelessDraw(arg)) lowerExpression(arg, scope);
  return undefined;
}

const ownRange = (own: FunctionEntry | 'broken' | undefined): SourceRange | undefined =>
  own === 'broken' ? undefined : own?.name.range;

const isOfAnotherFile = (declared: SourceRange | undefined, { file }: SourceRange): boolean =>
  declared !== undefined && declared.file !== file;

/** A part that calls a function of the language does not know what the graph that imports it has given the name to. */
function reportAmbiguousCall(
  { name, range }: FunctionCall['callee'],
  declared: SourceRange,
  { report }: CompileContext,
): undefined {
  report({
    code: 'name-taken',
    message: `\`${name}\` is a function of the language here, and the graph declares something of that name`,
    range,
    notes: [{ message: 'it is declared here', range: declared }],
    help: 'give what the graph declares another name',
  });
}

/** Lowers a call of a function. Undefined after an error, which is reported. */
function lowerFunctionCall(
  definition: FunctionDefinition,
  call: FunctionCall,
  scope: ExpressionScope,
  drawType: TensorType | undefined,
): LoweredValue | undefined {
  const penalty = definition.ofWeights ? lowerPenalty(definition, call, scope) : undefined;
  if (penalty) return penalty === 'broken' ? undefined : penalty;
  const sorted = sortFunctionArguments(definition, call, scope);
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
  if (definition.name === 'gradient' && !checkGradientPath(inputs, call, scope)) return undefined;
  if (!drawsWithoutShape(definition) || options.shape) {
    return addFunctionWire(definition, inputs, options, call.range, scope, sorted);
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
  return addFunctionWire(definition, inputs, { ...options, shape }, call.range, scope, {
    tensors: [],
    moving: sorted.moving,
  });
}

const allOrUndefined = <T>(list: readonly (T | undefined)[]): T[] | undefined =>
  list.every((one) => one !== undefined) ? (list as T[]) : undefined;
