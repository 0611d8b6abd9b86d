/**
 * Pads channels to whole blocks so that NCHWc convolutions apply. Where it pays, the image and filter of a
 * convolution are padded with zeros; the padded image is propagated through channel-wise kernels and sliced where
 * other kernels read it. Contents of padding channels are irrelevant (filters are zero there, their gradients are
 * sliced off) but must be finite, since 0 * infinity is NaN; so only kernels that map finite to finite carry them.
 */
import type { KernelCall, StepProgram, TensorSpec, ValueId } from '../../../capture/index.js';
import { builtInCostTable } from '../cost/index.js';
import { nullPrototypeRecord } from '../../../../records/index.js';

/** Element-wise kernels that are finite for finite operands. */
const padPreservingKernels = new Set(
  `Add Sub Multiply Relu Relu6 LeakyRelu Elu EluGrad Selu Tanh Sigmoid Maximum Minimum Neg Step Select Greater
   GreaterEqual Less LessEqual ClipByValue @Slope`.split(/\s+/),
);

/** Channel-wise image kernels and their image inputs. */
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
 * Largest factor of extra work that NCHWc kernels make up for. From built-in rates, not measured ones: the choice
 * affects the last bits, and the same graph should give the same bytes on all machines with the same kernels.
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
  /** Padded values by the originals. */
  const padded = new Map<ValueId, ValueId>();
  /** Values computed in padded form only. */
  const producedPadded = new Set<ValueId>();
  /** Those already sliced back. */
  const sliced = new Set<ValueId>();

  const roundedUp = (channels: number) => Math.ceil(channels / blockSize) * blockSize;
  const withLast = (from: readonly number[], last: number) => [...from.slice(0, -1), last];

  /** Pads the ends of axes with zeros. */
  const pad = (id: ValueId, to: readonly number[], scope: string): ValueId => {
    const dims = shape(id);
    if (dims.join() === to.join()) return id;
    const paddedId = add({ ...values[id]!, shape: to });
    const paddings = dims.map((side, axis) => [0, to[axis]! - side]);
    calls.push({
      kernel: 'PadV2',
      inputs: { x: id },
      attrs: { paddings, constantValue: 0 },
      outputs: [paddedId],
      scope,
    });
    return paddedId;
  };
  const slice = (id: ValueId, out: ValueId, scope: string): void => {
    const size = [...shape(out)];
    calls.push({
      kernel: 'Slice',
      inputs: { x: id },
      attrs: { begin: size.map(() => 0), size },
      outputs: [out],
      scope,
    });
  };
  /** A value with its last axis padded. */
  const paddedValue = (id: ValueId, scope: string): ValueId => {
    let paddedId = padded.get(id);
    if (paddedId === undefined) {
      paddedId = pad(id, withLast(shape(id), roundedUp(shape(id).at(-1) ?? 1)), scope);
      padded.set(id, paddedId);
    }
    return paddedId;
  };
  /** A value in its original shape. */
  const unpadded = (id: ValueId, scope: string): ValueId => {
    if (!producedPadded.has(id) || sliced.has(id)) return id;
    sliced.add(id);
    slice(padded.get(id)!, id, scope);
    return id;
  };
  /** Registers a value as computed in padded form only; returns the id to compute. */
  const producePadded = (id: ValueId): ValueId => {
    const paddedId = add({ ...values[id]!, shape: withLast(shape(id), roundedUp(shape(id).at(-1) ?? 1)) });
    padded.set(id, paddedId);
    producedPadded.add(id);
    return paddedId;
  };

  const convolution = (
    call: KernelCall,
    { a, b, filter }: Record<'a' | 'b' | 'filter', ValueId>,
  ): boolean => {
    const [kh = 1, kw = 1, i = 1, o = 1] = shape(filter);
    // Up to half a block other lowerings are as good.
    const wantedChannels = (channels: number, id: ValueId) =>
      producedPadded.has(id) || channels > blockSize / 2 ? roundedUp(channels) : channels;
    const [to, from] = [wantedChannels(i, a), wantedChannels(o, b)];
    if (to === i && from === o) return false;
    if (to * from > maxWorkRatio(blockSize) * i * o) return false;
    const { scope } = call;
    const get = (id: ValueId, channels: number) =>
      shape(id)[3] === channels ? unpadded(id, scope) : paddedValue(id, scope);
    const make = (id: ValueId, channels: number) => (shape(id)[3] === channels ? id : producePadded(id));
    const sides = [kh, kw, to, from];
    if (call.kernel === 'Conv2DBackpropFilter') {
      const gradient = add({ ...values[filter]!, shape: sides });
      calls.push({ ...call, inputs: { x: get(a, to), dy: get(b, from) }, outputs: [gradient] });
      slice(gradient, filter, scope);
      return true;
    }
    const weights = pad(unpadded(filter, scope), sides, scope);
    const inputs: KernelCall['inputs'] =
      call.kernel === 'Conv2D' ? { x: get(a, to), filter: weights } : { dy: get(b, from), filter: weights };
    const out = call.kernel === 'Conv2D' ? make(b, from) : make(a, to);
    calls.push({ ...call, inputs, outputs: [out] });
    return true;
  };

  const padChannelwise = (call: KernelCall): boolean => {
    const out = call.outputs[0]!;
    const names = channelwiseImageInputs[call.kernel];
    const images = names
      ? names.map((name) => call.inputs[name]!)
      : Object.values(call.inputs).filter((id) => shape(id).join() === shape(out).join());
    if (!images.some((id) => producedPadded.has(id))) return false;
    const last = shape(out).at(-1);
    const inputs = nullPrototypeRecord<ValueId>();
    for (const id of Object.values(call.inputs)) {
      const dims = shape(id);
      const isBroadcast = dims.length === 0 || dims.at(-1) === 1;
      if (!isBroadcast && dims.at(-1) !== last) return false;
    }
    for (const [name, id] of Object.entries(call.inputs)) {
      const isBroadcast = shape(id).length === 0 || shape(id).at(-1) === 1;
      inputs[name] = isBroadcast ? unpadded(id, call.scope) : paddedValue(id, call.scope);
    }
    calls.push({ ...call, inputs, outputs: [producePadded(out)] });
    return true;
  };

  /** Sums over batch, height and width keep the channels. */
  const padSum = (call: KernelCall): boolean => {
    const { x } = call.inputs as { x: ValueId };
    if (!producedPadded.has(x) || call.attrs.keepDims || String(call.attrs.axis) !== '0,1,2') return false;
    calls.push({ ...call, inputs: { x: padded.get(x)! }, outputs: [producePadded(call.outputs[0]!)] });
    return true;
  };

  for (const call of program.calls) {
    const roles = convolutionRoles[call.kernel];
    const handled = roles
      ? convolution(call, roles(call))
      : call.kernel === 'Sum'
        ? padSum(call)
        : (padPreservingKernels.has(call.kernel) || channelwiseImageInputs[call.kernel]) &&
          padChannelwise(call);
    if (handled) continue;
    const inputs = Object.fromEntries(
      Object.entries(call.inputs).map(([name, id]) => [name, unpadded(id, call.scope)]),
    );
    calls.push({ ...call, inputs });
  }
  for (const { value } of program.outputs) unpadded(value, 'outputs');
  return producedPadded.size + padded.size === 0 ? program : { ...program, values, calls };
}
