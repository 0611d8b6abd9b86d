import type { Note, SourceRange } from '../../diagnostics/index.js';
import { typeText, wholeSize, withBatchSize } from '../tensor-type.js';
import type { CallMode } from '../../vocabulary/index.js';
import type { Model, Network, WireId } from '../program.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';
import { suggestInputShape, resolveNetworkInput } from './shape-mismatch-help.js';
import { inlineWires } from './wire-builder.js';
import { equalShapes } from '../../vocabulary/index.js';

/** Lowers a call of a network, or of a model, whose wires are inlined. Undefined after an error, which is reported. */
export function callNetworkOrModel(
  callee: Network | Model,
  inputs: readonly (LoweredValue & { range: SourceRange })[],
  range: SourceRange,
  scope: ExpressionScope,
  mode?: CallMode,
): LoweredValue | undefined {
  if (!checkCallInputs(callee, inputs, range, scope)) return undefined;
  const wires = inputs.map(({ wire }) => wire);
  return 'weights' in callee
    ? callNetwork(callee, wires, range, scope, mode)
    : callModel(callee, wires, range, scope, mode);
}

function checkCallInputs(
  callee: Network | Model,
  inputs: readonly (LoweredValue & { range: SourceRange })[],
  range: SourceRange,
  scope: ExpressionScope,
): boolean {
  const { context, builder } = scope;
  if (inputs.length !== callee.inputs.length) {
    const names = callee.inputs.map(({ name }) => name).join(', ');
    const count = callee.inputs.length;
    context.report({
      code: 'wrong-arguments',
      message:
        count === 0
          ? `\`${callee.name}\` is a weight and can't be called`
          : `\`${callee.name}\` takes ${count === 1 ? 'one input' : `${count} inputs`}, but is given ${inputs.length}`,
      range,
      help: count === 0 ? `write ${callee.name}` : `write ${callee.name}(${names})`,
    });
    return false;
  }
  if ('weights' in callee && wholeSizeOf(callee, inputs, scope) !== undefined) return true;
  let good = true;
  inputs.forEach(({ wire, range: place }, at) => {
    const expected = callee.inputs[at]!;
    const given = builder.wires[wire]!.type;
    if (equalShapes(expected.type.shape, given.shape)) return;
    good = false;
    const own = resolveNetworkInput(callee, at);
    const which =
      callee.inputs.length === 1 ? `\`${callee.name}\`` : `\`${expected.name}\` of \`${callee.name}\``;
    context.report({
      code: 'wrong-shape',
      message: `${which} takes ${typeText(expected.type)}, but is given ${typeText(given)}`,
      range: place,
      notes: notesAlongCalls(scope, wire, callee),
      help: suggestInputShape(own, expected.type, given, builder.wires[wire]!, context),
      cause: `input ${own.network} ${own.input} ${typeText(given)}`,
    });
  });
  return good;
}

/** How many examples a bare weight, or what is made of one, is to a network that is given it. */
const wholeSizeOf = (
  network: Network,
  inputs: readonly { wire: WireId }[],
  { builder }: ExpressionScope,
): number | undefined =>
  wholeSize(
    inputs.map(({ wire }) => builder.wires[wire]!.type),
    network.inputs.map(({ type }) => type),
  );

/** Notes on the calls that led to the value, and on the declaration of the network that refuses it. */
function notesAlongCalls({ builder }: ExpressionScope, wire: WireId, callee: Network | Model): Note[] {
  const notes: Note[] = [];
  for (let at: WireId | undefined = wire; at !== undefined && notes.length < 6;) {
    const one: (typeof builder.wires)[number] = builder.wires[at]!;
    if (one.op === 'field') notes.unshift({ message: `\`${one.name}\` is ${typeText(one.type)}` });
    if (one.op === 'call') notes.unshift({ message: `\`${one.network}\` makes ${typeText(one.type)}` });
    if (one.op === 'output') at = one.of;
    else at = one.op === 'call' || one.op === 'function' ? one.inputs[0] : undefined;
  }
  return [
    ...notes,
    ...(callee.range ? [{ message: `\`${callee.name}\` is declared here`, range: callee.range }] : []),
  ];
}

function callNetwork(
  network: Network,
  inputs: WireId[],
  range: SourceRange,
  scope: ExpressionScope,
  ownMode: CallMode | undefined,
): LoweredValue {
  const { builder } = scope;
  const { outputs } = network;
  if (network.inputs.length === 0) {
    const updated = scope.readsUpdatedWeights ? ({ updated: true } as const) : {};
    const weight = network.weights[0]!.name;
    return { wire: builder.add({ op: 'weight', weight, ...updated, type: outputs[0]!.type, range }) };
  }
  const mode = ownMode ?? (typeof scope.modeOf === 'string' ? 'inference' : scope.modeOf(network.name));
  const whole = wholeSizeOf(
    network,
    inputs.map((input) => ({ wire: input })),
    scope,
  );
  const types = outputs.map(({ type }) => (whole === undefined ? type : withBatchSize(type, whole)));
  const wire = builder.add({
    op: 'call',
    network: network.name,
    inputs,
    mode,
    ...(ownMode ? { ownMode: true as const } : {}),
    outputs: types,
    type: types[0]!,
    range,
  });
  if (outputs.length === 1) return { wire, call: wire, outputs: [{ name: outputs[0]!.name, wire }] };
  return {
    wire,
    call: wire,
    outputs: outputs.map(({ name }, index) => ({
      name,
      wire: index === 0 ? wire : builder.add({ op: 'output', of: wire, index, type: types[index]!, range }),
    })),
  };
}

/** Maximum number of wires that all calls of models inline. */
const MAX_INLINED_WIRES = 200_000;

/** Models are inlined, so a model that calls another twice contains it twice: sizes can grow exponentially. */
function checkInlineLimit({ name, wires }: Model, range: SourceRange, { context }: ExpressionScope): boolean {
  const { inlined } = context;
  inlined.wires += wires.length;
  if (inlined.wires <= MAX_INLINED_WIRES) return true;
  if (!inlined.isReported) {
    context.report({
      code: 'out-of-range',
      message: `models stand for what they are made of: with this call of \`${name}\` they make more than ${MAX_INLINED_WIRES.toLocaleString('en')} values of the graph`,
      range,
      help: 'a model that calls another twice holds it twice; call networks where that is too much',
    });
  }
  inlined.isReported = true;
  return false;
}

function callModel(
  model: Model,
  inputs: WireId[],
  range: SourceRange,
  scope: ExpressionScope,
  ownMode: CallMode | undefined,
): LoweredValue | undefined {
  const key = `${model.name}(${inputs.join()}) ${ownMode ?? ''}`;
  const known = scope.inlined.get(key);
  if (known) return known;
  if (!checkInlineLimit(model, range, scope)) return undefined;
  const given = new Map(model.inputs.map(({ name }, at) => [name, inputs[at]!]));
  const roots = inlineWires(
    scope.builder,
    model.wires,
    model.outputs.map(({ wire }) => wire),
    (wire) => {
      if (wire.op === 'input') return given.get(wire.name)!;
      if (wire.op === 'call') {
        if (ownMode && !wire.ownMode) return { ...wire, mode: ownMode, ownMode: true, range };
        if (wire.ownMode || typeof scope.modeOf === 'string') return { ...wire, range };
        return { ...wire, mode: scope.modeOf(wire.network), range };
      }
      if (wire.op === 'function' && wire.stream !== undefined) {
        return { ...wire, ...scope.stream(wire.name), range };
      }
      return { ...wire, range };
    },
  );
  const value = {
    wire: roots[0]!,
    outputs: model.outputs.map(({ name }, at) => ({ name, wire: roots[at]! })),
  };
  scope.inlined.set(key, value);
  return value;
}
