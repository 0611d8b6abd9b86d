/** Pooling and resizing. */
import type { ValueId } from '../../../capture/index.js';
import { integerUpsamplingScale, windowGeometry, type WindowGeometry } from '../../passes/index.js';
import { nchwcLayout, physicalDims, plainLayout, nchwLayout, product, type Layout } from '../layout/index.js';
import type { OnnxAttributes, TensorName } from '../model/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';
import { isNchwcMaxPool2x2, emitNchwcMaxPool2x2, emitNchwcMaxPool2x2Gradient } from './max-pool-2x2-nchwc.js';
import { isNchwcPairMaxPool, emitNchwcPairMaxPoolGradient } from './max-pool-pairs-nchwc.js';
import { isPlainMaxPool2x2, emitPlainMaxPool2x2, emitPlainMaxPool2x2Gradient } from './max-pool-2x2-plain.js';
import { upsampleNearestByGather, emitUpsampleNearestGradient } from './upsample-nearest-by-gather.js';

type Four = [number, number, number, number];

/** The geometry as attributes of pooling, which has no dilation. */
const poolAttributes = ({ kernel, strides, pads }: WindowGeometry): OnnxAttributes => ({
  kernel_shape: kernel,
  strides,
  pads,
});

/** Whether an image has one column, and windows as well: NCHWc kernels go through a row at once, so that it is taken as one. */
const isColumn = ({ kernel, pads }: WindowGeometry, width: number): boolean =>
  width === 1 && kernel[1] === 1 && pads[1] === 0 && pads[3] === 0;

/** Windows with rows and columns exchanged. */
const turned = (geo: WindowGeometry): WindowGeometry => ({
  kernel: [geo.kernel[1], geo.kernel[0]],
  strides: [geo.strides[1], geo.strides[0]],
  dilations: [geo.dilations[1], geo.dilations[0]],
  pads: [geo.pads[1], geo.pads[0], geo.pads[3], geo.pads[2]],
  unused: [geo.unused[1], geo.unused[0]],
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
    const hasGradient = () =>
      lowering.program.calls.some(
        ({ kernel, inputs }) => sharesHorizontalMaxima.has(kernel) && inputs.input === x,
      );
    if (op === 'MaxPool' && isNchwcMaxPool2x2(lowering, call, x, out) && hasGradient()) {
      emitNchwcMaxPool2x2(lowering, x, out);
      return;
    }
    const attributes =
      op === 'AveragePool' ? { ...poolAttributes(geo), count_include_pad: 0 } : poolAttributes(geo);
    if (lowering.isBlockable(x)) {
      const [n, h, w, c] = lowering.shape(x) as Four;
      const row = isColumn(geo, w);
      const image = graph.reshape(
        lowering.get(x, nchwcLayout([n, h, w, c], plan.block)),
        row ? [n, c, 1, h] : [n, c, h, w],
      );
      const pooled = graph.nchwcOp(
        op,
        [image],
        row ? { ...attributes, ...poolAttributes(turned(geo)) } : attributes,
      );
      const layout = nchwcLayout(lowering.shape(out), plan.block);
      lowering.set(out, graph.reshape(pooled, physicalDims(layout)), layout);
      return;
    }
    if (op === 'MaxPool' && plan.im2col && isPlainMaxPool2x2(lowering, call, x, out)) {
      emitPlainMaxPool2x2(lowering, x, out);
      return;
    }
    const type = lowering.dtype(x);
    const image = lowering.get(x, nchwLayout(lowering.shape(x)));
    const pooled = graph.op(op, [type === 'float32' ? image : graph.cast(image, 'float32')], attributes);
    const to = lowering.dtype(out);
    lowering.set(out, to === 'float32' ? pooled : graph.cast(pooled, to), nchwLayout(lowering.shape(out)));
  };

/** Kernels that use the horizontal maxima, which pooling then computes for them. */
const sharesHorizontalMaxima = new Set(['MaxPoolGrad', '@PooledFilterGradient']);

/** Ties: the first maximum of a window receives the gradient, as in TensorFlow. */
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
  if (isNchwcPairMaxPool(lowering, call, x, dy)) {
    emitNchwcPairMaxPoolGradient(lowering, dy, x, out);
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
  const gradient = flat(lowering.get(dy, nchwLayout(lowering.shape(dy))));
  const scattered = graph.op('ScatterElements', [zeros, flat(winners), gradient], {
    axis: 0,
    reduction: 'add',
  });
  const layout = nchwLayout(lowering.shape(out));
  lowering.set(out, graph.reshape(scattered, physicalDims(layout)), layout);
};

/** Windows that tile the image exactly. */
const isNonOverlapping = ({ kernel, strides, pads, unused }: WindowGeometry): boolean =>
  kernel.every((side, at) => side === strides[at]) && [...pads, ...unused].every((one) => one === 0);

/** Distributes each gradient evenly over its window's pixels inside the image. */
const averagePoolGradient: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const [dy, out] = [lowering.input(call, 'dy'), call.outputs[0] as ValueId];
  const [imageShape, dyShape] = [lowering.shape(out), lowering.shape(dy)];
  const geo = windowGeometry(call.attrs, call.attrs.filterSize as number[], imageShape, dyShape);
  const [, h = 1, w = 1, c = 1] = imageShape;
  const [, oh = 1, ow = 1] = dyShape;
  if (isNonOverlapping(geo)) {
    const { name, layout } = upsampleNearest(lowering, dy, out, geo.kernel);
    lowering.set(out, graph.op('Mul', [name, graph.number(1 / (geo.kernel[0] * geo.kernel[1]))]), layout);
    return;
  }
  const counts = new Float32Array(oh * ow);
  const windowLength = (at: number, axis: 0 | 1, side: number) => {
    const from = at * geo.strides[axis] - geo.pads[axis];
    return Math.min(side, from + geo.kernel[axis]) - Math.max(0, from);
  };
  for (let row = 0; row < oh; row++) {
    for (let column = 0; column < ow; column++)
      counts[row * ow + column] = windowLength(row, 0, h) * windowLength(column, 1, w);
  }
  const shares = graph.op('Div', [
    lowering.get(dy, nchwLayout(dyShape)),
    graph.constant('float32', [1, 1, oh, ow], counts),
  ]);
  const result = graph.op('ConvTranspose', [shares, graph.filled([c, 1, ...geo.kernel], 1)], {
    ...poolAttributes(geo),
    dilations: [1, 1],
    output_padding: geo.unused,
    group: c,
  });
  lowering.set(out, result, nchwLayout(imageShape));
};

/** Interpolation matrix [outputSide, inputSide] of a resize along one axis. */
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
    const position = attrs.halfPixelCenters ? scale * (row + 0.5) : scale * row;
    if (!bilinear) {
      add(attrs.alignCorners ? Math.round(position) : Math.floor(position), 1);
      continue;
    }
    const sourcePosition = attrs.halfPixelCenters ? position - 0.5 : position;
    const low = Math.max(0, Math.floor(sourcePosition));
    add(low, 1 - (sourcePosition - low));
    add(Math.ceil(sourcePosition), sourcePosition - low);
  }
  return matrix;
}

const transposeMatrix = (matrix: Float32Array, rows: number, columns: number): Float32Array =>
  Float32Array.from(matrix, (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)] as number);

/** Resizes separably by two matrix products; the gradient uses the transposed matrices. */
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
  const resized = graph.reshape(columns, [n, oh, ow, c]);
  const to = lowering.dtype(out);
  lowering.set(out, to === 'float32' ? resized : graph.cast(resized, to));
}

const resizeNearest: OnnxEmitter = (lowering, call) => {
  const [x, out] = [lowering.input(call, 'images'), call.outputs[0] as ValueId];
  const scale = integerUpsamplingScale(call.attrs, lowering.shape(x), lowering.shape(out));
  if (!scale || lowering.dtype(x) !== 'float32')
    return resizeByMatrices(lowering, x, out, call.attrs, false, false);
  const { name, layout } = upsampleNearest(lowering, x, out, scale);
  lowering.set(out, name, layout);
};

/** Nearest-neighbour upsampling of x by integer scales to the shape of `out`. */
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
    const row = w === 1 && across === 1;
    const image = graph.reshape(
      lowering.get(x, nchwcLayout([n, h, w, c], plan.block)),
      row ? [n, c, 1, h] : [n, c, h, w],
    );
    const scales = row ? [1, 1, 1, down] : [1, 1, down, across];
    const upsampled = graph.nchwcOp('Upsample', [image], { scales, mode: 'nearest' });
    const layout = nchwcLayout(shape, plan.block);
    return { name: graph.reshape(upsampled, physicalDims(layout)), layout };
  }
  if (plan.im2col)
    return { name: upsampleNearestByGather(lowering, x, out, scale), layout: plainLayout(shape) };
  const layout = nchwLayout(shape);
  const image = lowering.get(x, nchwLayout(lowering.shape(x)));
  if (down === 2 && across === 2) {
    // onnxruntime has a special case for 2 x 2, ten times as fast as Expand (1.3 instead of 17 ms).
    const scales = graph.memoize('scales 2x2', () =>
      graph.constant('float32', [4], Float32Array.of(1, 1, 2, 2)),
    );
    const attributes = {
      mode: 'nearest',
      coordinate_transformation_mode: 'asymmetric',
      nearest_mode: 'floor',
    };
    return { name: graph.op('Resize', [image, '', scales], attributes), layout };
  }
  const cells = graph.reshape(image, [n * c, h, 1, w, 1]);
  const upsampled = graph.op('Expand', [cells, graph.ints([1, 1, down, 1, across])]);
  return { name: graph.reshape(upsampled, physicalDims(layout)), layout };
}

const resizeNearestGradient: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const [dy, out] = [lowering.input(call, 'dy'), call.outputs[0] as ValueId];
  const scale = integerUpsamplingScale(call.attrs, lowering.shape(out), lowering.shape(dy));
  if (!scale) return resizeByMatrices(lowering, dy, out, call.attrs, false, true);
  if (!lowering.isBlockable(dy)) return emitUpsampleNearestGradient(lowering, dy, out, scale);
  const [n, h, w, c] = lowering.shape(out) as Four;
  const [down, across] = scale;
  const { block } = lowering.plan;
  const image = graph.reshape(lowering.get(dy, nchwcLayout(lowering.shape(dy), block)), [
    n,
    c,
    h * down,
    w * across,
  ]);
  const pooling = { kernel_shape: scale, strides: scale, pads: [0, 0, 0, 0] };
  const sums = graph.op('Mul', [graph.nchwcOp('AveragePool', [image], pooling), graph.number(down * across)]);
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
