/** `x[:, 0:14]`: NumPy's basic indexing. */
import type { Expression, SliceItem } from '../../dsl/index.js';
import type { SourceRange } from '../../diagnostics/index.js';
import { functions, type TensorType } from '../../vocabulary/index.js';
import { typeText } from '../tensor-type.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import { foldConstant } from './fold-constant.js';
import { addFunctionWire } from './function-wire.js';

type SliceExpression = Extract<Expression, { kind: 'slice' }>;
type PlaceItem = Extract<SliceItem, { kind: 'index' | 'span' }>;

/** What is taken of one axis. */
interface AxisPart {
  begin: number;
  /** -1: all examples of the batch. */
  size: number;
  step: number;
  isIndex: boolean;
}

/** Undefined after an error, which is reported. */
export function lowerSlice(
  object: LoweredValue,
  { items, range }: SliceExpression,
  scope: ExpressionScope,
): LoweredValue | undefined {
  const { type } = scope.builder.wires[object.wire]!;
  const axisItems = itemsByAxis(items, type, range, scope);
  if (!axisItems) return undefined;
  const parts = axisItems.map((item, axis) =>
    item ? axisPart(item, type, axis, scope) : wholeAxis(type.shape[axis]!),
  );
  if (!parts.every((part) => part !== undefined)) return undefined;
  const steps = parts.map(({ step }) => step);
  const gone = parts.flatMap(({ isIndex }, axis) => (isIndex ? [axis] : []));
  const options = {
    begin: parts.map(({ begin }) => begin),
    size: parts.map(({ size }) => size),
    step: steps.every((step) => step === 1) ? null : steps,
    squeeze: gone.length > 0 ? gone : null,
  };
  const isWhole = parts.every(({ size, step, isIndex }, axis) => {
    return !isIndex && step === 1 && (size === -1 || size === type.shape[axis]);
  });
  const taken = isWhole
    ? { wire: object.wire }
    : addFunctionWire(functions.get('slice')!, [object], options, range, scope);
  return taken && addNewAxes(taken, items, gone, type.shape.length, range, scope);
}

/** The item of each axis; undefined for one that stays whole. */
function itemsByAxis(
  items: readonly SliceItem[],
  type: TensorType,
  range: SourceRange,
  { context }: ExpressionScope,
): (PlaceItem | undefined)[] | undefined {
  const rank = type.shape.length;
  const isPlace = (item: SliceItem): item is PlaceItem => item.kind === 'index' || item.kind === 'span';
  const second = items.filter(({ kind }) => kind === 'ellipsis')[1];
  const places = items.filter(isPlace);
  if (second || places.length > rank) {
    context.report({
      code: 'wrong-shape',
      message: second
        ? 'only one ... can stand in a slice'
        : `${places.length === 1 ? 'one axis is' : `${places.length} axes are`} sliced here, of ${typeText(type)}`,
      range: second?.range ?? range,
      ...(second ? {} : { help: rank === 0 ? 'a number has no axes' : `it has ${rank}, the batch included` }),
    });
    return undefined;
  }
  const ellipsis = items.findIndex(({ kind }) => kind === 'ellipsis');
  const before = (ellipsis < 0 ? items : items.slice(0, ellipsis)).filter(isPlace);
  const after = places.slice(before.length);
  const middle = Array.from({ length: rank - places.length }, () => undefined);
  return [...before, ...middle, ...after];
}

const wholeAxis = (side: number | null): AxisPart => ({
  begin: 0,
  size: side ?? -1,
  step: 1,
  isIndex: false,
});

function axisPart(
  item: PlaceItem,
  type: TensorType,
  axis: number,
  scope: ExpressionScope,
): AxisPart | undefined {
  const side = type.shape[axis]!;
  if (item.kind === 'index') {
    const at = wholeNumber(item.at, scope);
    if (at === undefined) return undefined;
    const begin = side !== null && at < 0 ? at + side : at;
    if (side === null ? at === 0 : begin >= 0 && begin < side) {
      return { begin, size: 1, step: 1, isIndex: true };
    }
    scope.context.report({
      code: 'wrong-shape',
      message:
        side === null
          ? 'of the batch, only the first example is sure to be there'
          : `axis ${axis} of ${typeText(type)} has no place ${at}`,
      range: item.range,
      help:
        side === null
          ? 'write 0, or : for all examples; the batch stands before the axes of an example: x[:, -1]'
          : `its places are 0 to ${side - 1}, or -${side} to -1 from the end`,
    });
    return undefined;
  }
  const bounds = [item.start, item.stop, item.step].map((bound) => bound && wholeNumber(bound, scope));
  if ([item.start, item.stop, item.step].some((bound, at) => bound && bounds[at] === undefined)) {
    return undefined;
  }
  const [start, stop, step = 1] = bounds;
  if (step === 0) {
    scope.context.report({
      code: 'wrong-shape',
      message: 'a slice can not have a step of 0',
      range: item.step!.range,
    });
    return undefined;
  }
  if (side === null) return batchPart(item, start, stop, step, scope);
  const clip = (bound: number, least: number, most: number) =>
    Math.min(most, Math.max(least, bound < 0 ? bound + side : bound));
  const forwards = step > 0;
  const first =
    start === undefined
      ? forwards
        ? 0
        : side - 1
      : clip(start, forwards ? 0 : -1, forwards ? side : side - 1);
  const end =
    stop === undefined ? (forwards ? side : -1) : clip(stop, forwards ? 0 : -1, forwards ? side : side - 1);
  const size = Math.max(0, Math.ceil((end - first) / step));
  if (size > 0) return { begin: first, size, step: size === 1 ? 1 : step, isIndex: false };
  scope.context.report({
    code: 'wrong-shape',
    message: `this slice of axis ${axis} of ${typeText(type)} is empty`,
    range: item.range,
    help: `its places are 0 to ${side - 1}; the end of a slice is not taken`,
  });
  return undefined;
}

/** All examples, or all of them backwards: how many there are is not known. */
function batchPart(
  item: PlaceItem,
  start: number | undefined,
  stop: number | undefined,
  step: number,
  { context }: ExpressionScope,
): AxisPart | undefined {
  const isWhole = (start === undefined || (start === 0 && step === 1)) && stop === undefined;
  if (isWhole && Math.abs(step) === 1) return { begin: 0, size: -1, step, isIndex: false };
  context.report({
    code: 'wrong-shape',
    message: 'the batch can not be cut: how many examples it has is not known here',
    range: item.range,
    help: 'write : for all examples; the batch stands before the axes of an example: x[:, 0:14]',
  });
  return undefined;
}

function wholeNumber(bound: Expression, { context }: ExpressionScope): number | undefined {
  const value = foldConstant(bound);
  if (value !== undefined && Number.isSafeInteger(value)) return value;
  if (bound.kind === 'broken') return undefined;
  context.report(
    value === undefined
      ? {
          code: 'not-constant',
          message: 'the bounds of a slice must be known before anything runs',
          range: bound.range,
          help: 'write a number, or a parameter: ${name}; take(x, places, axis=1) takes places that are computed',
        }
      : { code: 'wrong-shape', message: `${value} is no place of an axis`, range: bound.range },
  );
  return undefined;
}

/** Puts the axes of `None` where they stand. */
function addNewAxes(
  taken: LoweredValue,
  items: readonly SliceItem[],
  gone: readonly number[],
  rank: number,
  range: SourceRange,
  scope: ExpressionScope,
): LoweredValue | undefined {
  const expandDims = functions.get('expand_dims')!;
  const places = items.filter(({ kind }) => kind === 'index' || kind === 'span').length;
  let value: LoweredValue | undefined = taken;
  let [axis, source] = [0, 0];
  for (const { kind } of items) {
    if (kind === 'new_axis') {
      value = value && addFunctionWire(expandDims, [value], { axis }, range, scope);
      axis += 1;
    } else if (kind === 'ellipsis') {
      axis += rank - places;
      source += rank - places;
    } else {
      if (!gone.includes(source)) axis += 1;
      source += 1;
    }
  }
  return value;
}
