/** Convolutions and their gradients, on images with channels in front. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { input, output, sizeOf, type Emitter, type EmitterTable, type Lowering } from '../lowering.js';

type Four = [number, number, number, number];

interface Geometry {
  strides: [number, number];
  dilations: [number, number];
  /** Rows and columns that are added: before, after. */
  rows: [number, number];
  columns: [number, number];
  /** Sides of the filter with its gaps. */
  reach: [number, number];
  kernel: [number, number];
}

function geometry(
  call: KernelCall,
  x: readonly number[],
  filter: readonly number[],
  depthwise: boolean,
): Geometry {
  const attrs = call.attrs as {
    strides: [number, number];
    dilations: [number, number];
    pad: 'same' | 'valid';
    dimRoundingMode?: 'floor';
  };
  const info = backend_util.computeConv2DInfo(
    x as Four,
    filter as Four,
    attrs.strides,
    attrs.dilations,
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
  );
  const { top, left } = info.padInfo;
  const [high, wide] = [info.effectiveFilterHeight, info.effectiveFilterWidth];
  // What is added behind follows from what must come out; rounding modes are in that already.
  const after = (out: number, stride: number, reach: number, side: number, before: number) =>
    Math.max(0, (out - 1) * stride + reach - side - before);
  return {
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    rows: [top, after(info.outHeight, info.strideHeight, high, info.inHeight, top)],
    columns: [left, after(info.outWidth, info.strideWidth, wide, info.inWidth, left)],
    reach: [high, wide],
    kernel: [info.filterHeight, info.filterWidth],
  };
}

const pads = ({ rows, columns }: Geometry) => [rows[0], columns[0], rows[1], columns[1]];

/** A filter [h, w, in, out] with its axes in another order, made once. */
const turned = (lowering: Lowering, filter: ValueId, perm: number[], shape?: readonly number[]): string =>
  lowering.once(`filter ${filter} ${perm.join()} ${shape?.join() ?? ''}`, () => {
    const { graph } = lowering;
    const made = graph.op('Transpose', [lowering.get(filter)], { perm });
    return shape ? graph.op('Reshape', [made, graph.ints(shape)]) : made;
  });

/** The filter that takes a gradient back to the input: turned about both of its sides. `perm` puts the sides last. */
function flipped(lowering: Lowering, filter: ValueId, perm: number[]): string {
  return lowering.once(`filter ${filter} flipped ${perm.join()}`, () => {
    const { graph } = lowering;
    const [h, w] = lowering.shape(filter) as Four;
    const made = turned(lowering, filter, perm);
    if (h * w === 1) return made;
    const [first, second] = perm.map((axis) => lowering.shape(filter)[axis]!) as Four;
    const flat = graph.op('Reshape', [made, graph.ints([first, second, h * w])]);
    const places = Array.from({ length: h * w }, (_, at) => h * w - 1 - at);
    const back = graph.op('Gather', [flat, graph.ints(places)], { axis: 2 });
    return graph.op('Reshape', [back, graph.ints([first, second, h, w])]);
  });
}

/** The bias that is added to a value and nothing else is done with it: a convolution can add it itself. */
function biasOf(lowering: Lowering, sums: ValueId): { add: KernelCall; bias: string } | null {
  const readers = lowering.readers(sums);
  const add = readers[0];
  if (readers.length !== 1 || add?.kernel !== 'Add' || lowering.isOutput(sums)) return null;
  const other = input(add, 'a') === sums ? input(add, 'b') : input(add, 'a');
  const [channels, shape] = [lowering.shape(sums)[3]!, lowering.shape(other)];
  const isInput = lowering.program.inputs.some(({ value }) => value === other);
  if (!isInput || shape.length !== 1 || shape[0] !== channels) return null;
  return { add, bias: lowering.get(other) };
}

const forward =
  (depthwise: boolean): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const [x, filter, out] = [input(call, 'x'), input(call, 'filter'), output(call)];
    const shape = lowering.shape(filter);
    const at = geometry(call, lowering.shape(x), shape, depthwise);
    const [h, w, channels, many] = shape as Four;
    const weights = depthwise
      ? turned(lowering, filter, [2, 3, 0, 1], [channels * many, 1, h, w])
      : turned(lowering, filter, [3, 2, 0, 1]);
    const bias = biasOf(lowering, out);
    const made = graph.op('Conv', [lowering.get(x, 'nchw'), weights, ...(bias ? [bias.bias] : [])], {
      kernel_shape: at.kernel,
      strides: at.strides,
      dilations: at.dilations,
      pads: pads(at),
      group: depthwise ? channels : 1,
    });
    if (bias) {
      lowering.done.add(bias.add);
      lowering.set(output(bias.add), made, 'nchw');
    } else lowering.set(out, made, 'nchw');
  };

/** With steps of one, a convolution with the flipped filter; a transposed convolution otherwise. */
const toInput =
  (depthwise: boolean): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const [dy, filter, out] = [input(call, 'dy'), input(call, 'filter'), output(call)];
    const [, height, width] = lowering.shape(out) as Four;
    const [, outHeight, outWidth] = lowering.shape(dy) as Four;
    const [h, w, channels, many] = lowering.shape(filter) as Four;
    const at = geometry(call, lowering.shape(out), lowering.shape(filter), depthwise);
    const given = lowering.get(dy, 'nchw');
    const group = depthwise ? channels : 1;
    const common = { kernel_shape: at.kernel, dilations: at.dilations, group };
    const before = [at.reach[0] - 1 - at.rows[0], at.reach[1] - 1 - at.columns[0]] as const;
    const after = [
      height - outHeight - before[0] + at.reach[0] - 1,
      width - outWidth - before[1] + at.reach[1] - 1,
    ] as const;
    const fits = [...before, ...after].every((pad) => pad >= 0);
    if (at.strides[0] === 1 && at.strides[1] === 1 && fits) {
      const weights = flipped(lowering, filter, [2, 3, 0, 1]);
      const bias = biasOf(lowering, out);
      const made = graph.op('Conv', [given, weights, ...(bias ? [bias.bias] : [])], {
        ...common,
        strides: [1, 1],
        pads: [before[0], before[1], after[0], after[1]],
      });
      if (bias) {
        lowering.done.add(bias.add);
        lowering.set(output(bias.add), made, 'nchw');
      } else lowering.set(out, made, 'nchw');
      return;
    }
    const weights = depthwise
      ? turned(lowering, filter, [2, 3, 0, 1], [channels * many, 1, h, w])
      : turned(lowering, filter, [3, 2, 0, 1]);
    // Without padding first: what lies outside of the input is cut off, what no window reached is zero.
    const full = graph.op('ConvTranspose', [given, weights], {
      ...common,
      strides: at.strides,
      pads: [0, 0, 0, 0],
    });
    const reached = [
      (outHeight - 1) * at.strides[0] + at.reach[0],
      (outWidth - 1) * at.strides[1] + at.reach[1],
    ] as const;
    const missing = [
      Math.max(0, at.rows[0] + height - reached[0]),
      Math.max(0, at.columns[0] + width - reached[1]),
    ] as const;
    const padded =
      missing[0] + missing[1] === 0
        ? full
        : graph.op('Pad', [full, graph.ints([0, 0, 0, 0, 0, 0, missing[0], missing[1]])]);
    const begin = [at.rows[0], at.columns[0]];
    const end = [at.rows[0] + height, at.columns[0] + width];
    lowering.set(
      out,
      graph.op('Slice', [padded, graph.ints(begin), graph.ints(end), graph.ints([2, 3])]),
      'nchw',
    );
  };

/**
 * The gradient of a filter: for each of its places, the product of the input as that place saw it with what came out,
 * summed over batch, rows and columns.
 */
const toFilter =
  (depthwise: boolean): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const [x, dy, out] = [input(call, 'x'), input(call, 'dy'), output(call)];
    const [batch, , , channels] = lowering.shape(x) as Four;
    const [, height, width, outputs] = lowering.shape(dy) as Four;
    const shape = lowering.shape(out);
    const at = geometry(call, lowering.shape(x), shape, depthwise);
    const [h, w] = at.kernel;
    const many = outputs / channels;
    const before = pads(at);
    const sides = [0, 0, before[0]!, before[1]!, 0, 0, before[2]!, before[3]!];
    const given = lowering.get(x, 'nchw');
    const padded = sides.some((side) => side > 0)
      ? lowering.once(`padded ${x} ${sides.join()}`, () => graph.op('Pad', [given, graph.ints(sides)]))
      : given;
    const area = height * width;
    const flat = (name: string, dims: readonly number[]) => graph.op('Reshape', [name, graph.ints(dims)]);
    const gradients = flat(
      lowering.get(dy, 'nchw'),
      depthwise ? [batch, channels, many, area] : [batch, outputs, area],
    );
    const parts: string[] = [];
    for (let row = 0; row < h; row++) {
      for (let column = 0; column < w; column++) {
        const [top, left] = [row * at.dilations[0], column * at.dilations[1]];
        const seen = graph.op('Slice', [
          padded,
          graph.ints([top, left]),
          graph.ints([top + (height - 1) * at.strides[0] + 1, left + (width - 1) * at.strides[1] + 1]),
          graph.ints([2, 3]),
          graph.ints(at.strides),
        ]);
        if (depthwise) {
          const product = graph.op('Mul', [flat(seen, [batch, channels, 1, area]), gradients]);
          const sum = graph.op('ReduceSum', [product, graph.ints([0, 3])], { keepdims: 0 });
          parts.push(flat(sum, [1, channels, many]));
        } else {
          const product = graph.extra('FusedMatMul', [flat(seen, [batch, channels, area]), gradients], {
            transB: 1,
          });
          parts.push(graph.op('ReduceSum', [product, graph.ints([0])], { keepdims: 1 }));
        }
      }
    }
    const all = parts.length === 1 ? parts[0]! : graph.op('Concat', parts, { axis: 0 });
    if (sizeOf(shape) === 0) throw new Error(`${call.scope}: a filter without numbers`);
    lowering.set(out, flat(all, shape), 'plain');
  };

export const convolution: EmitterTable = {
  Conv2D: forward(false),
  Conv2DBackpropInput: toInput(false),
  Conv2DBackpropFilter: toFilter(false),
  DepthwiseConv2dNative: forward(true),
  DepthwiseConv2dNativeBackpropInput: toInput(true),
  DepthwiseConv2dNativeBackpropFilter: toFilter(true),
};
