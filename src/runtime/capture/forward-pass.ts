/**
 * Lowers wires to tfjs operations. A `Forward` evaluates the wires of a phase with the current weights; computed
 * values are reused.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { callNumbers, type Network, type Program, type Wire, type WireId } from '../../compiler/index.js';
import {
  functions,
  layers,
  wordName,
  type CallMode,
  type DrawRequest,
  type TensorType,
} from '../../vocabulary/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { CaptureTools } from './capture-step.js';
import { noteGradientAlias } from './gradient-aliases.js';
import { callTfjsLayer } from './call-tfjs-layer.js';
import type { RandomDraw } from './step-program.js';
import { wiresBetween } from './value-gradient.js';

/** The interface of the step that a pass is part of. */
export interface ForwardContext {
  program: Program;
  tools: CaptureTools;
  batchSize: number;
  /** The current value of a weight. */
  weight(name: string): Tensor;
  /** New value of a weight that is updated without a gradient. `call` names the layer's call in the step. */
  assign(weight: string, value: Tensor, call: string): void;
  /** Suffix of the names of streams, so that a repeated update has draws of its own. */
  streamSuffix: string;
  /** Weights that the step does not change. */
  frozen: ReadonlySet<string>;
}

export interface ForwardPass {
  /** The value of a wire; for a call with several outputs, the first. */
  value(wire: WireId): Tensor;
  /** Computes what a wire depends on and no updated weight is part of. */
  prepare(wire: WireId): void;
  /** The value of a wire with updated weights as they are now; all else is as it was computed before. */
  updatedValue(wire: WireId): Tensor;
}

/** A list of wires under evaluation: the phase's own, or those of one call of a network. */
interface Frame {
  wires: readonly Wire[];
  values: Map<WireId, Tensor | Tensor[]>;
  /** The frames of its calls, in which layers can be read. */
  calls: Map<WireId, Frame>;
  /** Null for the phase's own wires. */
  network: { name: string; inputs: readonly Tensor[]; names: readonly string[]; mode: CallMode } | null;
  /** Index of the call of the network, unique in the step: `0`, and `0.1` for the second call nested in it. */
  callPath: string;
}

/** Ids of the wires that `roots` depend on, ascending. A wire uses only earlier wires. */
export function neededWires(wires: readonly Wire[], roots: Iterable<WireId>): WireId[] {
  const needed = new Set(roots);
  for (let id = wires.length - 1; id >= 0; id--) {
    if (!needed.has(id)) continue;
    for (const input of inputWiresOf(wires[id] as Wire)) needed.add(input);
  }
  return [...needed].sort((a, b) => a - b);
}

function inputWiresOf(wire: Wire): readonly WireId[] {
  if (wire.op === 'output') return [wire.of];
  return 'inputs' in wire ? wire.inputs : [];
}

/** A pass over `wires`. Its tensors are kept until the capture ends. */
export function createForwardPass(context: ForwardContext, wires: readonly Wire[]): ForwardPass {
  const frame: Frame = { wires, values: new Map(), calls: new Map(), network: null, callPath: '' };
  const updated = wiresOfUpdatedWeights(wires);
  const compute = (own: Frame, roots: readonly WireId[]) =>
    differentiatesGradient(context.program, wires)
      ? context.tools.withoutComposites(() => computeWires(context, own, roots))
      : computeWires(context, own, roots);
  const valueIn = (own: Frame, wire: WireId) => firstOutput(compute(own, [wire]).get(wire), wire);
  return {
    value: (wire) => valueIn(frame, wire),
    prepare(root) {
      const needed = neededWires(wires, [root]);
      const inputs = needed.flatMap((id) => (updated[id] ? inputWiresOf(wires[id] as Wire) : []));
      compute(frame, updated[root] ? inputs.filter((id) => !updated[id]) : [root]);
    },
    updatedValue(wire) {
      const kept = <T>(known: ReadonlyMap<WireId, T>) => new Map([...known].filter(([id]) => !updated[id]));
      return valueIn({ ...frame, values: kept(frame.values), calls: kept(frame.calls) }, wire);
    },
  };
}

/**
 * Whether a gradient of these wires may be differentiated: then they are computed in small kernels, which have second
 * gradients.
 */
const differentiatesGradient = ({ networks }: Program, wires: readonly Wire[]): boolean =>
  [wires, ...networks.map((network) => network.wires)].some((list) =>
    list.some((wire) => wire.op === 'function' && wire.name === 'gradient'),
  );

/** For each wire, whether it depends on a weight as an update has left it. */
function wiresOfUpdatedWeights(wires: readonly Wire[]): boolean[] {
  const updated: boolean[] = [];
  for (const wire of wires)
    updated.push(
      (wire.op === 'weight' && wire.updated === true) || inputWiresOf(wire).some((id) => updated[id]),
    );
  return updated;
}

function firstOutput(value: Tensor | Tensor[] | undefined, wire: WireId): Tensor {
  const one = Array.isArray(value) ? value[0] : value;
  if (!one) throw new Error(`wire ${wire} has no value`);
  return one;
}

function computeWires(context: ForwardContext, frame: Frame, roots: readonly WireId[]): Frame['values'] {
  const { wires, values } = frame;
  const numbers = callNumbers(wires);
  for (const id of neededWires(wires, roots)) {
    if (values.has(id)) continue;
    const of = (input: WireId) => firstOutput(values.get(input), input);
    const value = evaluateWire(context, frame, id, of, numbers.get(id) ?? 0);
    for (const tensor of Array.isArray(value) ? value : [value]) context.tools.hold(tensor);
    values.set(id, value);
  }
  return values;
}

function evaluateWire(
  context: ForwardContext,
  frame: Frame,
  id: WireId,
  of: (id: WireId) => Tensor,
  number: number,
): Tensor | Tensor[] {
  const { tools } = context;
  const wire = frame.wires[id] as Wire;
  switch (wire.op) {
    case 'input': {
      const at = frame.network?.names.indexOf(wire.name) ?? -1;
      const given = frame.network?.inputs[at];
      if (!given) throw new Error(`there is no input named ${wire.name} here`);
      return given;
    }
    case 'field':
      return tools.field(wire.name, shapeWithBatch(wire.type, context.batchSize), wire.type.dtype);
    case 'constant':
      return tools.inScope('constant', () => tf.scalar(wire.value, wire.type.dtype));
    case 'schedule':
      return tools.scalar(wire.name);
    case 'weight':
      return context.weight(wire.weight);
    case 'output': {
      if (wire.layer !== undefined) return layerInside(context, frame, wire.of, wire.layer);
      const outputs = frame.values.get(wire.of);
      const output = Array.isArray(outputs) ? outputs[wire.index] : outputs;
      if (!output) throw new Error(`call ${wire.of} has no output ${wire.index}`);
      return output;
    }
    case 'call':
      return callNetwork(context, frame, id, wire, wire.inputs.map(of), number);
    case 'layer':
      return callLayer(context, frame, wire, wire.inputs.map(of));
    case 'function':
      if (wire.name === 'gradient') return valueGradient(context, frame, wire.inputs, of);
      return callFunction(context, frame, wire, wire.inputs.map(of));
  }
}

/**
 * The gradient of a value by another one. What lies between is computed once more, on the tape of this gradient; the calls
 * that are the same are one after the clean-up.
 */
function valueGradient(
  context: ForwardContext,
  frame: Frame,
  [y = 0, x = 0]: readonly WireId[],
  of: (id: WireId) => Tensor,
): Tensor {
  const given = of(x);
  const between = wiresBetween(frame.wires, x, y);
  const kept = <T>(map: ReadonlyMap<WireId, T>) => new Map([...map].filter(([id]) => !between.has(id)));
  const inner: Frame = { ...frame, values: kept(frame.values), calls: kept(frame.calls) };
  const { gradients } = context.tools.gradients(
    () => tf.sum(firstOutput(computeWires(context, inner, [y]).get(y), y)),
    [given],
  );
  return gradients[0] ?? tf.zerosLike(given);
}

/** The shape of a value with the batch size inserted. */
export function shapeWithBatch(type: TensorType, batchSize: number): number[] {
  return type.shape.map((side) => side ?? batchSize);
}

function callNetwork(
  context: ForwardContext,
  frame: Frame,
  id: WireId,
  wire: Extract<Wire, { op: 'call' }>,
  inputs: readonly Tensor[],
  number: number,
): Tensor[] {
  const network = networkByName(context.program, wire.network);
  const inner: Frame = {
    wires: network.wires,
    values: new Map(),
    calls: new Map(),
    network: {
      name: network.name,
      inputs,
      names: network.inputs.map((input) => input.name),
      // A nested network runs in the mode of the outer call.
      mode: frame.network?.mode ?? wire.mode,
    },
    callPath: frame.network ? `${frame.callPath}.${number}` : `${number}`,
  };
  frame.calls.set(id, inner);
  const roots = network.outputs.map((output) => output.wire);
  const values = computeWires(contextOf(context, wire, inputs), inner, roots);
  return roots.map((root) => firstOutput(values.get(root), root));
}

/** A whole value that a network is given in place of a batch is a batch of another size. */
function contextOf(context: ForwardContext, { type }: Wire, [first]: readonly Tensor[]): ForwardContext {
  const isWhole = typeof type.shape[0] === 'number' && first !== undefined;
  return isWhole ? { ...context, batchSize: first.shape[0]! } : context;
}

/** What a layer made in a call that has been evaluated. */
function layerInside(context: ForwardContext, frame: Frame, call: WireId, layer: string): Tensor {
  const inner = frame.calls.get(call);
  const at = inner?.wires.findIndex((wire) => wire.op === 'layer' && wire.name === layer) ?? -1;
  if (!inner || at < 0) throw new Error(`call ${call} has no layer ${layer}`);
  const own = contextOf(context, frame.wires[call] as Wire, inner.network?.inputs ?? []);
  return firstOutput(computeWires(own, inner, [at]).get(at), at);
}

export function networkByName(program: Program, name: string): Network {
  const network = program.networks.find((one) => one.name === name);
  if (!network) throw new Error(`the program has no network named ${name}`);
  return network;
}

/** Streams of one layer or function: a second draw in the same call gets a name of its own. */
function createDrawRequest(context: ForwardContext, describe: (extra: string) => Omit<RandomDraw, 'kind'>) {
  let drawn = 0;
  return (request: DrawRequest): Tensor => {
    const extra = drawn === 0 ? '' : `.${drawn}`;
    drawn++;
    const draw = describe(extra);
    const stream = draw.per === 'step' ? `${draw.stream}${context.streamSuffix}` : draw.stream;
    return context.tools.draw({ ...draw, stream, kind: request.kind }, request.shape);
  };
}

function callLayer(
  context: ForwardContext,
  frame: Frame,
  wire: Extract<Wire, { op: 'layer' }>,
  inputs: readonly Tensor[],
): Tensor {
  const definition = layers.get(wire.layer);
  if (!definition) throw new Error(`there is no layer named ${wire.layer}`);
  if (!frame.network) throw new Error(`the layer ${wire.name} stands outside of a network`);
  const { name: network } = frame.network;
  // In a partially trained network, a frozen layer runs as with Keras's `trainable = False`: batch normalization uses
  // its moving averages and does not update them.
  const isFrozen = wire.weights.length > 0 && wire.weights.every((name) => context.frozen.has(name));
  const mode = frame.network.mode === 'train' && isFrozen ? 'frozen' : frame.network.mode;
  const scope = `${network}/${wire.name}`;
  const weights = nullPrototypeRecord<Tensor>();
  const full = nullPrototypeRecord<string>();
  for (const name of wire.weights) {
    const short = name.slice(name.lastIndexOf('/') + 1);
    weights[short] = context.weight(name);
    full[short] = name;
  }
  return context.tools.inScope(scope, () => {
    if (!definition.call) {
      return callTfjsLayer(definition, wire.args, wire.name, inputs, weights, mode === 'train');
    }
    return definition.call(inputs, wire.args, weights, {
      tf,
      mode,
      draw: createDrawRequest(context, (extra) => {
        if (wire.stream === undefined) throw new Error(`${scope} draws, but has no stream`);
        return { stream: `${wire.stream}#${frame.callPath}${extra}`, per: 'step' };
      }),
      assign(weight, value) {
        const name = full[weight];
        if (!name) throw new Error(`${scope} has no weight named ${weight}`);
        context.assign(name, context.tools.hold(value), `${scope}#${frame.callPath}/${weight}`);
      },
    });
  });
}

function callFunction(
  context: ForwardContext,
  frame: Frame,
  wire: Extract<Wire, { op: 'function' }>,
  inputs: readonly Tensor[],
): Tensor {
  const definition = functions.get(wire.name);
  if (!definition) throw new Error(`there is no function named ${wire.name}`);
  const word = wordName(wire.name);
  const scope = frame.network ? `${frame.network.name}/${word}` : word;
  const { moving = [] } = wire;
  const tensors = inputs.slice(0, inputs.length - moving.length);
  const moved = moving.map((name, at): [string, Tensor] => [name, inputs[tensors.length + at]!]);
  const options = moved.length === 0 ? wire.options : { ...wire.options, ...Object.fromEntries(moved) };
  return context.tools.inScope(scope, () => {
    const emit = (operands: readonly Tensor[]) =>
      definition.emit(operands, options, {
        tf,
        shape: shapeWithBatch(wire.type, context.batchSize),
        probability: context.tools.traceToLogits,
        draw: createDrawRequest(context, (extra) => {
          if (!wire.stream) throw new Error(`${scope} draws, but has no stream`);
          const inside = frame.network ? `#${frame.callPath}` : '';
          const batchSides = wire.type.shape.filter((side) => side === null).length;
          return {
            stream: `${wire.stream}${inside}${extra}`,
            ...(wire.draw ?? { per: 'step' }),
            ...(batchSides === 1 ? {} : { batchSides }),
          };
        }),
      });
    return noteGradientAlias(definition, tensors, emit(tensors), emit);
  });
}
