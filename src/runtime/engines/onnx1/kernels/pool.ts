/** Pooling and its gradients, on images with channels in front. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { KernelCall } from '../../../capture/index.js';
import {
  inFront,
  input,
  output,
  sizeOf,
  type Emitter,
  type EmitterTable,
  type Lowering,
} from '../lowering.js';

type Four = [number, number, number, number];

interface Window {
  attributes: { kernel_shape: number[]; strides: number[]; pads: number[] };
  kernel: [number, number];
  strides: [number, number];
  pads: [number, number, number, number];
  out: [number, number];
  /** Whether each pixel belongs to one window alone. */
  apart: boolean;
}

function windowOf(call: KernelCall, x: readonly number[]): Window {
  const { filterSize, strides, pad, dimRoundingMode } = call.attrs as {
    filterSize: [number, number];
    strides: [number, number];
    pad: 'same' | 'valid';
    dimRoundingMode?: 'floor';
  };
  const info = backend_util.computePool2DInfo(x as Four, filterSize, strides, 1, pad, dimRoundingMode);
  const { top, left } = info.padInfo;
  const after = (out: number, stride: number, size: number, side: number, before: number) =>
    Math.max(0, (out - 1) * stride + size - side - before);
  const pads: [number, number, number, number] = [
    top,
    left,
    after(info.outHeight, strides[0], filterSize[0], info.inHeight, top),
    after(info.outWidth, strides[1], filterSize[1], info.inWidth, left),
  ];
  return {
    attributes: { kernel_shape: filterSize, strides, pads },
    kernel: filterSize,
    strides,
    pads,
    out: [info.outHeight, info.outWidth],
    apart: strides[0] >= filterSize[0] && strides[1] >= filterSize[1],
  };
}

/** Largest values, and where they are: the first of equals, as flat places in the whole tensor. */
function maxima(call: KernelCall, x: number, lowering: Lowering): { values: string; places: () => string } {
  const { graph } = lowering;
  const { attributes } = windowOf(call, lowering.shape(x));
  const what = `${x} ${JSON.stringify(attributes)}`;
  const isWanted = lowering.program.calls.some(
    (other) => other.kernel === 'MaxPoolGrad' && input(other, 'input') === x,
  );
  const values = lowering.once(`maxima of ${what}`, () => {
    const given = lowering.get(x, 'nchw');
    if (!isWanted) return graph.op('MaxPool', [given], attributes);
    const [largest, places] = graph.ops('MaxPool', [given], attributes, 2);
    lowering.once(`places of maxima of ${what}`, () => places!);
    return largest!;
  });
  return {
    values,
    places: () =>
      lowering.once(`places of maxima of ${what}`, () => {
        throw new Error(`${call.scope}: the places of the maxima were not kept`);
      }),
  };
}

const maxPool: Emitter = (call, lowering) => {
  lowering.set(output(call), maxima(call, input(call, 'x'), lowering).values, 'nchw');
};

const maxPoolGrad: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, dy, out] = [input(call, 'input'), input(call, 'dy'), output(call)];
  const { apart, attributes } = windowOf(call, lowering.shape(x));
  const shape = inFront(lowering.shape(x));
  const places = maxima(call, x, lowering).places();
  const given = lowering.get(dy, 'nchw');
  if (apart && attributes.pads.every((pad) => pad === 0)) {
    lowering.set(out, graph.op('MaxUnpool', [given, places, graph.ints(shape)], attributes), 'nchw');
    return;
  }
  const flat = (name: string) => graph.op('Reshape', [name, graph.ints([-1])]);
  const zeros = graph.op('Expand', [graph.constant('float32', [1], [0]), graph.ints([sizeOf(shape)])]);
  const sums = graph.op('ScatterElements', [zeros, flat(places), flat(given)], { axis: 0, reduction: 'add' });
  lowering.set(out, graph.op('Reshape', [sums, graph.ints(shape)]), 'nchw');
};

const averagePool: Emitter = (call, lowering) => {
  const x = input(call, 'x');
  const { attributes } = windowOf(call, lowering.shape(x));
  const made = lowering.graph.op('AveragePool', [lowering.get(x, 'nchw')], attributes);
  lowering.set(output(call), made, 'nchw');
};

/** Each pixel gets its share of every window that it is in; windows at the edge count the pixels that there are. */
const averagePoolGrad: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, dy, out] = [input(call, 'input'), input(call, 'dy'), output(call)];
  const at = windowOf(call, lowering.shape(x));
  const [, channels, height, width] = inFront(lowering.shape(x));
  const count = (place: number, stride: number, size: number, before: number, side: number) => {
    const from = place * stride - before;
    return Math.min(side, from + size) - Math.max(0, from);
  };
  const [rows, columns] = at.out;
  const shares = Array.from({ length: rows * columns }, (_, i) => {
    const high = count(Math.floor(i / columns), at.strides[0], at.kernel[0], at.pads[0], height);
    return 1 / (high * count(i % columns, at.strides[1], at.kernel[1], at.pads[1], width));
  });
  const shared = graph.op('Mul', [
    lowering.get(dy, 'nchw'),
    graph.constant('float32', [1, 1, rows, columns], shares),
  ]);
  const ones = graph.constant(
    'float32',
    [channels, 1, ...at.kernel],
    Array(channels * at.kernel[0] * at.kernel[1]).fill(1),
  );
  const full = graph.op('ConvTranspose', [shared, ones], {
    kernel_shape: at.kernel,
    strides: at.strides,
    pads: [0, 0, 0, 0],
    group: channels,
  });
  const missing = [
    Math.max(0, at.pads[0] + height - ((rows - 1) * at.strides[0] + at.kernel[0])),
    Math.max(0, at.pads[1] + width - ((columns - 1) * at.strides[1] + at.kernel[1])),
  ];
  const padded = missing.some((side) => side > 0)
    ? graph.op('Pad', [full, graph.ints([0, 0, 0, 0, 0, 0, ...missing])])
    : full;
  const begin = graph.ints([at.pads[0], at.pads[1]]);
  const end = graph.ints([at.pads[0] + height, at.pads[1] + width]);
  lowering.set(out, graph.op('Slice', [padded, begin, end, graph.ints([2, 3])]), 'nchw');
};

export const pool: EmitterTable = {
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  AvgPool: averagePool,
  AvgPoolGrad: averagePoolGrad,
};
