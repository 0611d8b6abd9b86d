/** Wires as the expressions that one would write for them, with models called by name. */
import {
  scheduleExpression,
  wireInputs,
  type Model,
  type Network,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import { printExpression, type Expression, type SliceItem } from '../../dsl/index.js';
import { functions, wordName, type CallMode } from '../../vocabulary/index.js';
import { createInterner, wireNumbers } from '../match/index.js';
import { sameValue } from './value-text.js';

const range = { file: '', start: 0, end: 0 };
const OPERATORS: Readonly<Record<string, '+' | '-' | '*' | '/' | '**'>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  pow: '**',
};

/** Deeper parts of an expression of more terms than this are left out. */
const MAX_TERMS = 60;

export interface ExpressionWriter {
  /** @param models whether calls are folded into calls of models */
  text(wires: readonly Wire[], id: WireId): string;
}

export function createExpressionWriter(
  models: readonly Model[],
  networks: readonly Network[],
): ExpressionWriter {
  const interner = createInterner();
  const outputs = new Map(networks.map(({ name, outputs: all }) => [name, all.map((output) => output.name)]));
  const foldable = models
    .filter(
      ({ outputs, wires }) => outputs.length === 1 && wires.filter(({ op }) => op === 'call').length > 1,
    )
    .sort((one, other) => other.wires.length - one.wires.length);
  return {
    text: (wires, id) => {
      const numbers = wireNumbers(wires, interner);
      let depth = 1;
      while (depth < 24 && termCount(wires, id, depth + 1) <= MAX_TERMS) depth += 1;
      return printExpression(toExpression({ wires, numbers, foldable, outputs }, id, depth));
    },
  };
}

/** The number of terms that an expression of this depth has as a tree, at most one more than MAX_TERMS. */
function termCount(wires: readonly Wire[], id: WireId, depth: number): number {
  const wire = wires[id]!;
  if (depth === 0) return 1;
  let count = 1;
  for (const input of wireInputs(wire)) {
    count += termCount(wires, input, depth - 1);
    if (count > MAX_TERMS) return count;
  }
  return count;
}

interface Place {
  wires: readonly Wire[];
  numbers: readonly number[];
  foldable: readonly Model[];
  /** Names of networks' outputs. */
  outputs: ReadonlyMap<string, readonly string[]>;
}

function toExpression(place: Place, id: WireId, depth: number): Expression {
  if (depth === 0 && wireInputs(place.wires[id]!).length > 0) return { kind: 'name', name: '…', range };
  const below = (input: WireId): Expression => toExpression(place, input, Math.max(0, depth - 1));
  for (const model of place.foldable) {
    const bindings = matchModel(model, place, id);
    if (bindings) return callOf(model.name, bindings.map(below));
  }
  const wire = place.wires[id]!;
  switch (wire.op) {
    case 'input':
    case 'field':
      return { kind: 'name', name: wire.name.replace(/@.*$/, ''), range };
    case 'weight':
      return { kind: 'name', name: wire.weight.replaceAll('/', '.'), range };
    case 'constant':
      return { kind: 'number', value: wire.value, range };
    case 'schedule':
      return scheduleExpression(wire.schedule);
    case 'call': {
      const call = callOf(wire.network, wire.inputs.map(below), wire.ownMode && wire.mode);
      return wire.outputs.length > 1 ? outputOf(call, place, wire.network, 0) : call;
    }
    case 'output': {
      const call = place.wires[wire.of]! as Extract<Wire, { op: 'call' }>;
      const object = callOf(call.network, call.inputs.map(below), call.ownMode && call.mode);
      if (wire.layer !== undefined) return memberOf(object, wire.layer);
      return outputOf(object, place, call.network, wire.index);
    }
    case 'layer':
      return callOf(wordName(wire.layer), wire.inputs.map(below));
    case 'function':
      return functionExpression(wire, wire.inputs.map(below));
  }
}

const memberOf = (object: Expression, member: string): Expression => ({
  kind: 'member',
  object,
  member,
  memberRange: range,
  range,
});

const outputOf = (object: Expression, { outputs }: Place, network: string, index: number): Expression =>
  memberOf(object, outputs.get(network)?.[index] ?? String(index));

const callOf = (name: string, args: Expression[], mode?: CallMode): Expression => ({
  kind: 'call',
  callee: { name, range },
  args,
  options: mode
    ? [
        {
          name: 'mode',
          nameRange: range,
          value: { kind: 'name', name: mode === 'frozen' ? 'weights' : mode, range },
        },
      ]
    : [],
  range,
});

function functionExpression(wire: Extract<Wire, { op: 'function' }>, all: Expression[]): Expression {
  const { moving = [] } = wire;
  const operands = all.length - moving.length;
  const inputs = all.slice(0, operands);
  const operator = Object.hasOwn(OPERATORS, wire.name) ? OPERATORS[wire.name] : undefined;
  const [left, right] = inputs;
  if (operator && left && right && inputs.length === 2)
    return { kind: 'binary', operator, left, right, range };
  if (wire.name === 'negative' && left && inputs.length === 1)
    return { kind: 'negate', operand: left, range };
  const [object] = inputs;
  if (wire.name === 'slice' && object)
    return sliceExpression(object, wire.options as unknown as SliceOptions);
  const definition = functions.get(wire.name);
  const properties = definition?.options.properties as
    Readonly<Record<string, { default?: unknown }>> | undefined;
  // A random value's shape follows from where it is used.
  const derived = definition?.group === 'random' ? ['shape'] : [];
  const said = Object.entries(wire.options).filter(([name, value]) => {
    if (derived.includes(name) || value === undefined) return false;
    const schema = properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return !schema || !Object.hasOwn(schema, 'default') || !sameValue(schema.default, value);
  });
  const scalars = (definition?.parameters ?? [])
    .filter(({ kind }) => kind === 'scalar')
    .map(({ name }) => name);
  const given = new Map(said);
  // By position up to the last one that is no default.
  const last = scalars.findLastIndex((name) => given.has(name));
  const leading = scalars.slice(0, last + 1).map((name) => wire.options[name]);
  const isPositional = leading.every((value) => typeof value === 'number');
  const positional = isPositional
    ? leading.map((value): Expression => ({ kind: 'number', value: value as number, range }))
    : [];
  if (isPositional) for (const name of scalars) given.delete(name);
  return {
    kind: 'call',
    callee: { name: wordName(wire.name), range },
    args: [...inputs, ...positional],
    options: [
      ...[...given].map(([name, value]) => ({ name, nameRange: range, value: literal(value), range })),
      ...moving.map((name, at) => ({ name, nameRange: range, value: all[operands + at]!, range })),
    ],
    range,
  };
}

interface SliceOptions {
  begin: readonly number[];
  size: readonly number[];
  step: readonly number[] | null;
  squeeze: readonly number[] | null;
}

/** `x[:, 0:14]` */
function sliceExpression(object: Expression, { begin, size, step, squeeze }: SliceOptions): Expression {
  const number = (value: number): Expression => ({ kind: 'number', value, range });
  const items = begin.map((from, axis): SliceItem => {
    const [count, by] = [size[axis]!, step?.[axis] ?? 1];
    if (squeeze?.includes(axis)) return { kind: 'index', at: number(from), range };
    const strides = by === 1 ? {} : { step: number(by) };
    if (count === -1) return { kind: 'span', ...strides, range };
    const stop = from + count * by;
    return {
      kind: 'span',
      start: number(from),
      ...(stop < 0 ? {} : { stop: number(stop) }),
      ...strides,
      range,
    };
  });
  return { kind: 'slice', object, items, range };
}

function literal(value: unknown): Expression {
  if (typeof value === 'number') return { kind: 'number', value, range };
  if (typeof value === 'boolean' || typeof value === 'string') return { kind: 'literal', value, range };
  if (Array.isArray(value)) return { kind: 'literal', value: value as number[], range };
  return { kind: 'name', name: JSON.stringify(value), range };
}

/** What a model's inputs stand for, if a wire is the model's output; null otherwise. */
function matchModel(model: Model, { wires, numbers }: Place, id: WireId): WireId[] | null {
  const found = new Map<string, WireId>();
  const seen = new Set<string>();
  // A list in place of recursion: a model of many rounds is deeper than the stack.
  const waiting: [inModel: WireId, at: WireId][] = [[model.outputs[0]!.wire, id]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [inModel, at] = next;
    const key = `${inModel} ${at}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const own = model.wires[inModel]!;
    const other = wires[at]!;
    if (own.op === 'input') {
      const bound = found.get(own.name);
      if (bound === undefined) found.set(own.name, at);
      else if (numbers[bound] !== numbers[at]) return null;
      continue;
    }
    if (own.op !== other.op || !sameHead(own, other)) return null;
    const [ownInputs, otherInputs] = [wireInputs(own), wireInputs(other)];
    if (ownInputs.length !== otherInputs.length) return null;
    ownInputs.forEach((input, which) => waiting.push([input, otherInputs[which]!]));
  }
  const bindings = model.inputs.map(({ name }) => found.get(name));
  return bindings.every((binding) => binding !== undefined) ? bindings : null;
}

function sameHead(one: Wire, other: Wire): boolean {
  if (one.op === 'call' && other.op === 'call') return one.network === other.network;
  if (one.op === 'output' && other.op === 'output')
    return one.index === other.index && one.layer === other.layer;
  if (one.op === 'weight' && other.op === 'weight') return one.weight === other.weight;
  if (one.op === 'constant' && other.op === 'constant') return Object.is(one.value, other.value);
  if (one.op === 'schedule' && other.op === 'schedule') return sameValue(one.schedule, other.schedule);
  if (one.op === 'function' && other.op === 'function') {
    const isSameForm = one.name === other.name && sameValue(one.options, other.options);
    return isSameForm && sameValue(one.moving, other.moving);
  }
  return false;
}
