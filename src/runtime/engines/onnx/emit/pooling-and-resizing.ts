/** Pooling and resizing. */
import type { ValueId } from '../../../capture/index.js';
import { integerUpsamplingScale, windowGeometry, type WindowGeometry } from '../../passes/index.js';
import { nchwcLayout, physicalDims, plainLayout, nchwLayout, product, type Layout } from '../layout/index.js';
import type { OnnxAttributes, TensorName } from '../model/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';
import { isNchwcMaxPool2x2, emitNchwcMaxPool2x2, emitNchwcMaxPool2x2Gradient } from './max-pool-2x2-nchwc.js';
import { isPlainMaxPool2x2, emitPlainMaxPool2x2, emitPlainMaxPool2x2Gradient } from './max-pool-2x2-plain.js';
import { upsampleNearestByGather, emitUpsampleNearestGradient } from './upsample-nearest-by-gather.js';

type Four = [number, number, number, number];

/** Where a pooling's windows lie; they have no gaps. */
const poolAttributes = ({ kernel, strides, pads }: WindowGeometry): OnnxAttributes => ({
  kernel_shape: kernel,
  strides,
  pads,
});

const pool =
  (op: 'MaxPool' | 'AveragePool'): OnnxEmitter =>
  (lowering, call) => {
    const { graph, plan } = lowering;
    const [x, out] = [lowering.input(call, 'x'), call.outputs[0] as ValueId];
    const geo = windowGeometry(
      call.attrs,
      call.attrs.filterSize as number[],
      lowering.shape(x),
      lowering.shape(out),
    );
    const slopesWanted = () =>
      lowering.program.calls.some(
        ({ kernel, inputs }) => sharesHorizontalMaxima.has(kernel) && inputs.input === x,
      );
    if (op === 'MaxPool' && isNchwcMaxPool2x2(lowering, call, x, out) && slopesWanted()) {
      emitNchwcMaxPool2x2(lowering, x, out);
      return;
    }
    const attributes =
      op === 'AveragePool' ? { ...poolAttributes(geo), count_include_pad: 0 } : poolAttributes(geo);
    if (lowering.isBlockable(x)) {
      const [n, h, w, c] = lowering.shape(x) as Four;
      const image = graph.reshape(lowering.get(x, nchwcLayout([n, h, w, c], plan.block)), [n, c, h, w]);
      const layout = nchwcLayout(lowering.shape(out), plan.block);
      lowering.set(out, graph.reshape(graph.nchwcOp(op, [image], attributes), physicalDims(layout)), layout);
      return;
    }
    if (op === 'MaxPool' && plan.im2col && isPlainMaxPool2x2(lowering, call, x, out)) {
      emitPlainMaxPool2x2(lowering, x, out);
      return;
    }
    const type = lowering.dtype(x);
    const image = lowering.get(x, nchwLayout(lowering.shape(x)));
    const made = graph.op(op, [type === 'float32' ? image : graph.cast(image, 'float32')], attributes);
    const to = lowering.dtype(out);
    lowering.set(out, to === 'float32' ? made : graph.cast(made, to), nchwLayout(lowering.shape(out)));
  };

/** Kernels that go by the maxima across, which pooling then shares with them. */
const sharesHorizontalMaxima = new Set(['MaxPoolGrad', '@PooledFilterGradient']);

/** The first of equal pixels of a window takes its gradient, as in TensorFlow. */
const maxPoolGradient: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const [dy, x, out] = [
    lowering.input(call, 'dy'),
    lowering.input(call, 'input'),
    call.outputs[0] as ValueId,
  ];
  if (isNchwcMaxPool2x2(lowering, call, x, dy)) {
    emitNchwcMaxPool2x2Gradient(lowering, dy, x, out);
    return;
  }
  if (isPlainMaxPool2x2(lowering, call, x, dy)) {
    emitPlainMaxPool2x2Gradient(lowering, dy, x, out);
    return;
  }
  const geo = windowGeometry(
    call.attrs,
    call.attrs.filterSize as number[],
    lowering.shape(x),
    lowering.shape(dy),
  );
  const [values, winners] = [graph.freshName(), graph.freshName()];
  graph.addNode('MaxPool', [lowering.get(x, nchwLayout(lowering.shape(x)))], poolAttributes(geo), [
    values,
    winners,
  ]);
  const size = product(lowering.shape(x));
  const zeros = graph.op('Expand', [graph.number(0), graph.ints([size])]);
  const flat = (name: TensorName) => graph.reshape(name, [-1]);
  const slopes = flat(lowering.get(dy, nchwLayout(lowering.shape(dy))));
  const spread = graph.op('ScatterElements', [zeros, flat(winners), slopes], { axis: 0, reduction: 'add' });
  const layout = nchwLayout(lowering.shape(out));
  lowering.set(out, graph.reshape(spread, physicalDims(layout)), layout);
};

/** Windows that share no pixel and leave none over. */
const isNonOverlapping = ({ kernel, strides, pads, unused }: WindowGeometry): boolean =>
  kernel.every((side, at) => side === strides[at]) && [...pads, ...unused].every((one) => one === 0);

/** Each gradient, divided by the number of pixels of its window, goes to all of them. */
const averagePoolGradient: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const [dy, out] = [lowering.input(call, 'dy'), call.outputs[0] as ValueId];
  const [big, small] = [lowering.shape(out), lowering.shape(dy)];
  const geo = windowGeometry(call.attrs, call.attrs.filterSize as number[], big, small);
  const [, h = 1, w = 1, c = 1] = big;
  const [, oh = 1, ow = 1] = small;
  if (isNonOverlapping(geo)) {
    const { name, layout } = upsampleNearest(lowering, dy, out, geo.kernel);
    lowering.set(out, graph.op('Mul', [name, graph.number(1 / (geo.kernel[0] * geo.kernel[1]))]), layout);
    return;
  }
  const counts = new Float32Array(oh * ow);
  const reach = (at: number, axis: 0 | 1, side: number) => {
    const from = at * geo.strides[axis] - geo.pads[axis];
    return Math.min(side, from + geo.kernel[axis]) - Math.max(0, from);
  };
  for (let row = 0; row < oh; row++) {
    for (let column = 0; column < ow; column++)
      counts[row * ow + column] = reach(row, 0, h) * reach(column, 1, w);
  }
  const shares = graph.op('Div', [
    lowering.get(dy, nchwLayout(small)),
    graph.constant('float32', [1, 1, oh, ow], counts),
  ]);
  const made = graph.op('ConvTranspose', [shares, graph.filled([c, 1, ...geo.kernel], 1)], {
    ...poolAttributes(geo),
    dilations: [1, 1],
    output_padding: geo.unused,
    group: c,
  });
  lowering.set(out, made, nchwLayout(big));
};

/** How much of each of `from` pixels goes into each of `to` pixels, as rows. */
function resizeMatrix(
  inputSide: number,
  outputSide: number,
  attrs: Readonly<Record<string, unknown>>,
  bilinear: boolean,
): Float32Array {
  const matrix = new Float32Array(outputSide * inputSide);
  const corners = Boolean(attrs.alignCorners) && outputSide > 1;
  const scale = corners ? (inputSide - 1) / (outputSide - 1) : inputSide / outputSide;
  for (let row = 0; row < outputSide; row++) {
    const add = (at: number, share: number) => {
      const index = row * inputSide + Math.min(inputSide - 1, Math.max(0, at));
      matrix[index] = (matrix[index] ?? 0) + share;
    };
    const place = attrs.halfPixelCenters ? scale * (row + 0.5) : scale * row;
    if (!bilinear) {
      add(attrs.alignCorners ? Math.round(place) : Math.floor(place), 1);
      continue;
    }
    const middle = attrs.halfPixelCenters ? place - 0.5 : place;
    const low = Math.max(0, Math.floor(middle));
    add(low, 1 - (middle - low));
    add(Math.ceil(middle), middle - low);
  }
  return matrix;
}

const transposeMatrix = (matrix: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(matrix, (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)] as number);

/** Rows, then columns, each by a matrix. `back` gives the gradient: the same matrices, transposed. */
function resizeByMatrices(
  lowering: OnnxLoweringContext,
  id: ValueId,
  out: ValueId,
  attrs: Readonly<Record<string, unknown>>,
  bilinear: boolean,
  isGradient: boolean,
): void {
  const { graph } = lowering;
  const [n, h, w, c] = lowering.shape(id) as Four;
  const [, oh, ow] = lowering.shape(out) as Four;
  const matrix = (from: number, to: number) =>
    graph.constant(
      'float32',
      [to, from],
      isGradient
        ? transposeMatrix(resizeMatrix(to, from, attrs, bilinear), from, to)
        : resizeMatrix(from, to, attrs, bilinear),
    );
  const x = lowering.dtype(id) === 'float32' ? lowering.get(id) : graph.cast(lowering.get(id), 'float32');
  const rows = graph.op('MatMul', [matrix(h, oh), graph.reshape(x, [n, h, w * c])]);
  const columns = graph.op('MatMul', [matrix(w, ow), graph.reshape(rows, [n * oh, w, c])]);
  const made = graph.reshape(columns, [n, oh, ow, c]);
  const to = lowering.dtype(out);
  lowering.set(out, to === 'float32' ? made : graph.cast(made, to));
}

const resizeNearest: OnnxEmitter = (lowering, call) => {
  const [x, out] = [lowering.input(call, 'images'), call.outputs[0] as ValueId];
  const grow = integerUpsamplingScale(call.attrs, lowering.shape(x), lowering.shape(out));
  if (!grow || lowering.dtype(x) !== 'float32')
    return resizeByMatrices(lowering, x, out, call.attrs, false, false);
  const { name, layout } = upsampleNearest(lowering, x, out, grow);
  lowering.set(out, name, layout);
};

/** Each pixel of x so many times down and across, as the image `out`. */
function upsampleNearest(
  lowering: OnnxLoweringContext,
  x: ValueId,
  out: ValueId,
  scale: [number, number],
): { name: TensorName; layout: Layout } {
  const { graph, plan } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const [down, across] = scale;
  const shape = lowering.shape(out);
  if (lowering.isBlockable(x)) {
    const image = graph.reshape(lowering.get(x, nchwcLayout([n, h, w, c], plan.block)), [n, c, h, w]);
    const made = graph.nchwcOp('Upsample', [image], { scales: [1, 1, down, across], mode: 'nearest' });
    const layout = nchwcLayout(shape, plan.block);
    return { name: graph.reshape(made, physicalDims(layout)), layout };
  }
  if (plan.im2col)
    return { name: upsampleNearestByGather(lowering, x, out, scale), layout: plainLayout(shape) };
  const layout = nchwLayout(shape);
  const image = lowering.get(x, nchwLayout(lowering.shape(x)));
  if (down === 2 && across === 2) {
    // For this onnxruntime has a loop of its own, ten times as quick as Expand (1.3 ms where it took 17).
    const scales = graph.memoize('scales 2x2', () =>
      graph.constant('float32', [4], Float32Array.of(1, 1, 2, 2)),
    );
    const how = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
    return { name: graph.op('Resize', [image, '', scales], how), layout };
  }
  const cells = graph.reshape(image, [n * c, h, 1, w, 1]);
  const made = graph.op('Expand', [cells, graph.ints([1, 1, down, 1, across])]);
  return { name: graph.reshape(made, physicalDims(layout)), layout };
}

const resizeNearestGradient: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const [dy, out] = [lowering.input(call, 'dy'), call.outputs[0] as ValueId];
  const grow = integerUpsamplingScale(call.attrs, lowering.shape(out), lowering.shape(dy));
  if (!grow) return resizeByMatrices(lowering, dy, out, call.attrs, false, true);
  if (!lowering.isBlockable(dy)) return emitUpsampleNearestGradient(lowering, dy, out, grow);
  const [n, h, w, c] = lowering.shape(out) as Four;
  const [down, across] = grow;
  const { block } = lowering.plan;
  const image = graph.reshape(lowering.get(dy, nchwcLayout(lowering.shape(dy), block)), [
    n,
    c,
    h * down,
    w * across,
  ]);
  const how = { kernel_shape: grow, strides: grow, pads: [0, 0, 0, 0] };
  const sums = graph.op('Mul', [graph.nchwcOp('AveragePool', [image], how), graph.number(down * across)]);
  const layout = nchwcLayout(lowering.shape(out), block);
  lowering.set(out, graph.reshape(sums, physicalDims(layout)), layout);
};

export const onnxPoolingAndResizingEmitters: OnnxEmitterTable = {
  MaxPool: pool('MaxPool'),
  AvgPool: pool('AveragePool'),
  MaxPoolGrad: maxPoolGradient,
  AvgPoolGrad: averagePoolGradient,
  ResizeNearestNeighbor: resizeNearest,
  ResizeNearestNeighborGrad: resizeNearestGradient,
  ResizeBilinear: (lowering, call) =>
    resizeByMatrices(
      lowering,
      lowering.input(call, 'images'),
      call.outputs[0] as ValueId,
      call.attrs,
      true,
      false,
    ),
  ResizeBilinearGrad: (lowering, call) =>
    resizeByMatrices(
      lowering,
      lowering.input(call, 'dy'),
      call.outputs[0] as ValueId,
      call.attrs,
      true,
      true,
    ),
};
