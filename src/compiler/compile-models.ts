import { cycleText, suggestAmong, type SourceRange } from '../diagnostics/index.js';
import { printExpression, type Expression, type Located, type ModelEntry } from '../dsl/index.js';
import { type TensorType, equalShapes } from '../vocabulary/index.js';
import {
  lowerExpression,
  createWireBuilder,
  mentionedNames,
  createStreamNames,
  type ExpressionScope,
  type LoweredValue,
} from './expressions/index.js';
import { keysOf } from '../records/index.js';
import { inputType } from './networks/index.js';
import { atRound, checkRounds } from './model-rounds.js';
import { topologicalSort } from './dependency-order/index.js';
import type { Model } from './program.js';
import {
  callableNames,
  isDeclared,
  reportNameTaken,
  reportUnknownName,
  trackErrors,
  type CompileContext,
} from './compile-context.js';

/** Compiles models in dependency order. Their calls are in inference mode until a phase sets the mode. */
export function compileModels(entries: readonly ModelEntry[], context: CompileContext): void {
  const byName = new Map(entries.map((entry) => [entry.name.value, entry]));
  for (const name of [...byName.keys(), ...context.faulty.models]) context.broken.networks.add(name);
  const { order, cycles } = topologicalSort([...byName.keys()], (name) => namesInModel(byName.get(name)!));
  for (const cycle of cycles) {
    context.report({
      code: 'circular-reference',
      message: `the models ${cycleText(cycle)} use each other`,
      range: byName.get(cycle[0]!)!.name.range,
    });
  }
  for (const name of order) {
    const tracked = trackErrors(context.report);
    const model = compileModel(byName.get(name)!, { ...context, report: tracked.report });
    if (!model || tracked.failed() || context.faulty.models.has(name)) continue;
    context.broken.networks.delete(name);
    context.models.set(name, model);
  }
  const found = new Map(context.models);
  context.models.clear();
  for (const name of byName.keys()) if (found.has(name)) context.models.set(name, found.get(name)!);
}

/** The expressions of a model. */
export const modelExpressions = ({ body }: ModelEntry): Expression[] =>
  body.kind === 'expression' ? [body.expression] : body.wires.map(({ expression }) => expression);

const namesInModel = (entry: ModelEntry) =>
  modelExpressions(entry).flatMap((one) => [...mentionedNames(one)]);

function compileModel(entry: ModelEntry, context: CompileContext): Model | undefined {
  const { body, range } = entry;
  const name = entry.name.value;
  const inputs: Model['inputs'] = [];
  const types = new Map<string, TensorType>();
  const known = new Map<string, LoweredValue | 'broken'>();
  const streams = createStreamNames();
  const builder = createWireBuilder();
  let at = 'output';
  const scope: ExpressionScope = {
    context,
    builder,
    resolve: (wire) => known.get(wire),
    names: () => [keysOf(known)],
    modeOf: () => 'inference',
    stream: (random) => ({ stream: streams(`${name}/${at}`, random), draw: { per: 'step' } }),
    inlined: new Map(),
    ...(body.kind === 'expression' ? { lowerUncalled: callOnModelInputs } : {}),
  };

  function input(called: string, type: TensorType): LoweredValue {
    const found = types.get(called);
    if (found && equalShapes(found.shape, type.shape)) return known.get(called) as LoweredValue;
    let unique = called;
    for (let count = 1; types.has(unique); count += 1) unique = `${called}_${count}`;
    inputs.push({ name: unique, type });
    types.set(unique, type);
    const value = { wire: builder.add({ op: 'input', name: unique, type }) };
    known.set(unique, value);
    return value;
  }

  /** `encoder` alone is the encoder called on the model's own inputs, which are the encoder's. */
  function callOnModelInputs(callee: string, place: SourceRange): LoweredValue | undefined {
    const first = context.networks.get(callee) ?? context.models.get(callee);
    if (!first) return undefined;
    const args: Expression[] = first.inputs.map((one) => {
      const value = input(one.name, one.type);
      known.set(` ${one.name}`, value); // the space keeps it distinct from every name in the graph
      return { kind: 'name', name: ` ${one.name}`, range: place };
    });
    return lowerExpression(
      { kind: 'call', callee: { name: callee, range: place }, args, options: [], range: place },
      scope,
    );
  }

  let outputs: { name: string; value: LoweredValue | 'broken' | undefined }[];
  let rounds: Model['rounds'];
  if (body.kind === 'expression') {
    for (const [free, type] of inferFreeInputs(name, body.expression, context)) {
      // An argument of something with an error may be an input of any shape.
      if (type === 'unknown') known.set(free, 'broken');
      else input(free, type);
    }
    const value = lowerExpression(body.expression, scope);
    outputs = value?.outputs
      ? value.outputs.map((output) => ({ name: output.name, value: { wire: output.wire } }))
      : [{ name: 'output', value }];
  } else {
    for (const { name: called, shape } of body.inputs) {
      const type = inputType(shape, context);
      if (type) input(called.value, type);
      else known.set(called.value, 'broken');
    }
    const inputNames = new Set(body.inputs.map(({ name: called }) => called.value));
    const outputNames =
      body.outputs.length > 0 ? body.outputs : body.wires.slice(-1).map((wire) => wire.name);
    const lowerWires = (round: number | null) => {
      for (const wire of body.wires) {
        at = wire.name.value;
        const isInput = inputNames.has(at);
        const taken = isInput ? 'input' : context.networks.has(at) ? 'network' : undefined;
        if (taken) reportNameTaken(wire.name, taken, context);
        const expression = round === null ? wire.expression : atRound(wire.expression, round, known, context);
        const value = lowerExpression(expression, scope);
        known.set(at, value && !taken ? value : 'broken');
      }
      return named(outputNames);
    };
    outputs = lowerWires(body.times ? 0 : null);
    if (body.times) {
      const ends = endsOf(outputs);
      if (!ends || !checkRounds(body, inputs, ends, context)) return undefined;
      const { value: times } = body.times;
      if (times > 1) {
        rounds = {
          times,
          wires: builder.wires.length,
          outputs: ends.map(({ wire }) => wire),
          written: body.wires.map(({ name: wire, expression }) => ({
            name: wire.value,
            expression: printExpression(expression),
          })),
        };
      }
      for (let round = 1; round < times; round += 1) {
        const made = outputs;
        for (const wire of body.wires) known.delete(wire.name.value);
        made.forEach(({ value }, place) => known.set(body.inputs[place]!.name.value, value!));
        outputs = lowerWires(round);
      }
    }
  }

  function named(names: readonly Located<string>[]) {
    return names.map((output) => {
      const value = known.get(output.value);
      if (!value)
        reportUnknownName(context, output, {
          code: 'unknown-name',
          kind: 'wire',
          candidates: [keysOf(known)],
        });
      return { name: output.value, value };
    });
  }

  /** Undefined if one of them has no value. */
  function endsOf(all: typeof outputs): Model['outputs'] | undefined {
    const ends = all.flatMap(({ name: output, value }) =>
      value && value !== 'broken'
        ? [{ name: output, wire: value.wire, type: builder.wires[value.wire]!.type }]
        : [],
    );
    return ends.length < all.length ? undefined : ends;
  }

  const ends = endsOf(outputs);
  if (!ends) return undefined;
  return { name, inputs, wires: builder.wires, outputs: ends, ...(rounds ? { rounds } : {}), range };
}

/**
 * Infers the inputs of a model: names that occur only as arguments of calls, in the order in which they are written.
 * `decoder(encoder(x), y)` has the inputs `x` and `y`. Networks of a part have its namespace in their names, so that what has
 * none in its models is an input, whatever the names of other networks are.
 */
function inferFreeInputs(
  model: string,
  expression: Expression,
  context: CompileContext,
): Map<string, TensorType | 'unknown'> {
  const free = new Map<string, TensorType | 'unknown'>();
  /** Worklist, the next part last; with its type, if it is the argument of a network. */
  const waiting: { part: Expression; type?: TensorType | 'unknown' | undefined }[] = [{ part: expression }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { part, type } = next;
    if (part.kind === 'binary') waiting.push({ part: part.right }, { part: part.left });
    else if (part.kind === 'negate') waiting.push({ part: part.operand });
    else if (part.kind === 'member' || part.kind === 'slice') waiting.push({ part: part.object });
    else if (part.kind === 'name') {
      const known = free.get(part.name) ?? 'unknown';
      const isInput =
        !part.name.includes('.') && (model.includes('.') || !isNetworkOrTypo(part.name, context));
      if (type && known === 'unknown' && isInput) free.set(part.name, type);
    } else if (part.kind === 'call') {
      const body = context.networks.get(part.callee.name) ?? context.models.get(part.callee.name);
      // What precedes an arrow is a network itself.
      const isBroken = !body && context.broken.networks.has(part.callee.name);
      const typeAt = (at: number): TensorType | 'unknown' | undefined =>
        isBroken ? 'unknown' : body?.inputs[at]?.type;
      waiting.push(
        ...part.args.map((arg, at) => ({ part: arg, type: part.arrow ? undefined : typeAt(at) })).reverse(),
      );
    }
  }
  return free;
}

/** A misspelt network is not an input. */
const isNetworkOrTypo = (name: string, context: CompileContext) =>
  isDeclared(context, name) || suggestAmong(name, callableNames(context)) !== undefined;
