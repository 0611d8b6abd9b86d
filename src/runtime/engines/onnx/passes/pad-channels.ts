/**
 * Channels that fill no whole number of blocks are filled up with more, so that blocked convolutions take them. Where a
 * convolution gains from it, its image and filter get zeros; from there the larger image is carried on through whatever
 * works channel by channel, and cut back where something else reads it. What the added channels hold is of no account:
 * filters meet them with zeros, and their own filters' gradients are cut off. Only kernels that make finite numbers of
 * finite ones may carry them, since zero times infinity is not
 * zero; data that hold an infinity are past help either way.
 */
import type { KernelCall, StepProgram, TensorSpec, ValueId } from '../../../capture/index.js';
import { builtInCostTable } from '../cost/index.js';
import { nullPrototypeRecord } from '../../../../records/index.js';

/** Element by element, and finite wherever the operands are. */
const padPreservingKernels = new Set(
  `Add Sub Multiply Relu Relu6 LeakyRelu Elu EluGrad Selu Tanh Sigmoid Maximum Minimum Neg Step Select Greater
   GreaterEqual Less LessEqual ClipByValue @Slope`.split(/\s+/),
);

/** Images of one size in, an image out, each channel by itself. */
const channelwiseImageInputs: Readonly<Record<string, readonly string[]>> = {
  MaxPool: ['x'],
  AvgPool: ['x'],
  MaxPoolGrad: ['dy', 'input', 'output'],
  AvgPoolGrad: ['dy'],
  ResizeNearestNeighbor: ['images'],
  ResizeNearestNeighborGrad: ['dy'],
};

/** Roles of a convolution's values: with [kh, kw, a, b] filters, one image has a channels and the other b. */
const convolutionRoles: Readonly<
  Record<string, (call: KernelCall) => Record<'a' | 'b' | 'filter', ValueId>>
> = {
  Conv2D: ({ inputs, outputs }) => ({ a: inputs.x!, b: outputs[0]!, filter: inputs.filter! }),
  Conv2DBackpropInput: ({ inputs, outputs }) => ({ a: outputs[0]!, b: inputs.dy!, filter: inputs.filter! }),
  Conv2DBackpropFilter: ({ inputs, outputs }) => ({ a: inputs.x!, b: inputs.dy!, filter: outputs[0]! }),
};

/**
 * How many times as much work pays if blocked convolutions do it. From rates that are the same on every machine with
 * such blocks, not from what this one's cache says: the form moves the last bits, and the same graph should end with the
 * same bytes wherever the kernels are the same.
 */
function maxWorkRatio(blockSize: number): number {
  const { blockedConvolution = 0, convolution = 1 } = builtInCostTable(blockSize).rates;
  return blockedConvolution / convolution;
}

export function padChannelsToBlocks(program: StepProgram, blockSize: number): StepProgram {
  if (blockSize === 0) return program;
  const values = [...program.values];
  const calls: KernelCall[] = [];
  const shape = (id: ValueId) => values[id]!.shape;
  const add = (value: TensorSpec): ValueId => values.push(value) - 1;
  /** Values with more channels, by the values that they stand for. */
  const filled = new Map<ValueId, ValueId>();
  /** Values that are made with more channels only. */
  const atHome = new Set<ValueId>();
  /** Those of them that were cut back to what they stand for. */
  const cutBack = new Set<ValueId>();

  const more = (channels: number) => Math.ceil(channels / blockSize) * blockSize;
  const withLast = (from: readonly number[], last: number) => [...from.slice(0, -1), last];

  /** Zeros behind the ends of axes. */
  const pad = (id: ValueId, to: readonly number[], scope: string): ValueId => {
    const own = shape(id);
    if (own.join() === to.join()) return id;
    const made = add({ ...values[id]!, shape: to });
    const paddings = own.map((side, axis) => [0, to[axis]! - side]);
    calls.push({
      kernel: 'PadV2',
      inputs: { x: id },
      attrs: { paddings, constantValue: 0 },
      outputs: [made],
      scope,
    });
    return made;
  };
  const cut = (id: ValueId, out: ValueId, scope: string): void => {
    const size = [...shape(out)];
    calls.push({
      kernel: 'Slice',
      inputs: { x: id },
      attrs: { begin: size.map(() => 0), size },
      outputs: [out],
      scope,
    });
  };
  /** A value with its last axis filled up. */
  const fill = (id: ValueId, scope: string): ValueId => {
    let made = filled.get(id);
    if (made === undefined) {
      made = pad(id, withLast(shape(id), more(shape(id).at(-1) ?? 1)), scope);
      filled.set(id, made);
    }
    return made;
  };
  /** A value as it was. */
  const whole = (id: ValueId, scope: string): ValueId => {
    if (!atHome.has(id) || cutBack.has(id)) return id;
    cutBack.add(id);
    cut(filled.get(id)!, id, scope);
    return id;
  };
  /** Say that a value is made with its last axis filled up; gives the id to make. */
  const home = (id: ValueId): ValueId => {
    const made = add({ ...values[id]!, shape: withLast(shape(id), more(shape(id).at(-1) ?? 1)) });
    filled.set(id, made);
    atHome.add(id);
    return made;
  };

  const convolution = (
    call: KernelCall,
    { a, b, filter }: Record<'a' | 'b' | 'filter', ValueId>,
  ): boolean => {
    const [kh = 1, kw = 1, i = 1, o = 1] = shape(filter);
    // Up to half a block has ways of its own as an operand, or is as well done plainly.
    const wish = (channels: number, id: ValueId) =>
      atHome.has(id) || channels > blockSize / 2 ? more(channels) : channels;
    const [to, from] = [wish(i, a), wish(o, b)];
    if (to === i && from === o) return false;
    if (to * from > maxWorkRatio(blockSize) * i * o) return false;
    const { scope } = call;
    const get = (id: ValueId, channels: number) =>
      shape(id)[3] === channels ? whole(id, scope) : fill(id, scope);
    const make = (id: ValueId, channels: number) => (shape(id)[3] === channels ? id : home(id));
    const sides = [kh, kw, to, from];
    if (call.kernel === 'Conv2DBackpropFilter') {
      const gradient = add({ ...values[filter]!, shape: sides });
      calls.push({ ...call, inputs: { x: get(a, to), dy: get(b, from) }, outputs: [gradient] });
      cut(gradient, filter, scope);
      return true;
    }
    const weights = pad(whole(filter, scope), sides, scope);
    const inputs: KernelCall['inputs'] =
      call.kernel === 'Conv2D' ? { x: get(a, to), filter: weights } : { dy: get(b, from), filter: weights };
    const out = call.kernel === 'Conv2D' ? make(b, from) : make(a, to);
    calls.push({ ...call, inputs, outputs: [out] });
    return true;
  };

  const carried = (call: KernelCall): boolean => {
    const out = call.outputs[0]!;
    const names = channelwiseImageInputs[call.kernel];
    const images = names
      ? names.map((name) => call.inputs[name]!)
      : Object.values(call.inputs).filter((id) => shape(id).join() === shape(out).join());
    if (!images.some((id) => atHome.has(id))) return false;
    const last = shape(out).at(-1);
    const inputs = nullPrototypeRecord<ValueId>();
    for (const id of Object.values(call.inputs)) {
      const own = shape(id);
      const one = own.length === 0 || own.at(-1) === 1;
      if (!one && own.at(-1) !== last) return false;
    }
    for (const [name, id] of Object.entries(call.inputs)) {
      const one = shape(id).length === 0 || shape(id).at(-1) === 1;
      inputs[name] = one ? whole(id, call.scope) : fill(id, call.scope);
    }
    calls.push({ ...call, inputs, outputs: [home(out)] });
    return true;
  };

  /** Sums over batch, height and width leave the channels. */
  const summed = (call: KernelCall): boolean => {
    const { x } = call.inputs as { x: ValueId };
    if (!atHome.has(x) || call.attrs.keepDims || String(call.attrs.axis) !== '0,1,2') return false;
    calls.push({ ...call, inputs: { x: filled.get(x)! }, outputs: [home(call.outputs[0]!)] });
    return true;
  };

  for (const call of program.calls) {
    const roles = convolutionRoles[call.kernel];
    const done = roles
      ? convolution(call, roles(call))
      : call.kernel === 'Sum'
        ? summed(call)
        : (padPreservingKernels.has(call.kernel) || channelwiseImageInputs[call.kernel]) && carried(call);
    if (done) continue;
    const inputs = Object.fromEntries(
      Object.entries(call.inputs).map(([name, id]) => [name, whole(id, call.scope)]),
    );
    calls.push({ ...call, inputs });
  }
  for (const { value } of program.outputs) whole(value, 'outputs');
  return atHome.size + filled.size === 0 ? program : { ...program, values, calls };
}
