/**
 * Transposed convolutions of stride s > 1 on blocked images. Pixels that come out at the same place modulo s (a phase)
 * are made by the same places of the filter, so each of the s x s phases is a small convolution of the small image, and
 * the phases are put together like the teeth of combs. No multiply-add is wasted on zeros, and none is done on pixels
 * that are there twice.
 */
import type { ValueId } from '../../../capture/index.js';
import { type WindowGeometry } from '../../passes/index.js';
import {
  nchwcLayout,
  physicalDims,
  permutedLayout,
  nchwLayout,
  fitsSubpixelConvolution,
  transposedBlockedFilterLayout,
} from '../layout/index.js';
import { NCHWC_DOMAIN, type TensorName } from '../model/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import { fusedActivationAttributes, type ConvolutionEpilogue } from './epilogue.js';

type Four = [number, number, number, number];
type Pair = [number, number];

/** One axis of a phase. */
interface PhaseAxis {
  /** Places of the filter, in the order in which the convolution meets them. */
  taps: number[];
  /** Pixels of padding before the image. */
  padBefore: number;
}

/** The phases of one axis; null where one has no tap, or would have to cut the image. */
function phasesOfAxis(kernel: number, stride: number, pad: number): PhaseAxis[] | null {
  const all = Array.from({ length: stride }, (_, phase): PhaseAxis => {
    const first = (phase + pad) % stride;
    const count = Math.ceil((kernel - first) / stride);
    return {
      taps: Array.from({ length: Math.max(0, count) }, (__, at) => first + stride * (count - 1 - at)),
      padBefore: count - 1 - Math.floor((phase + pad) / stride),
    };
  });
  return all.every(({ taps, padBefore: before }) => taps.length > 0 && before >= 0) ? all : null;
}

/** Padding behind the image, so that `count` pixels come out. */
const padAfter = (outputCount: number, side: number, { taps, padBefore: before }: PhaseAxis): number =>
  outputCount - side + taps.length - 1 - before;

interface PolyphaseDecomposition {
  rows: PhaseAxis[];
  columns: PhaseAxis[];
  /** Rows and columns of each phase. */
  count: Pair;
}

function polyphaseDecomposition(
  outputShape: readonly number[],
  inputShape: readonly number[],
  geo: WindowGeometry,
): PolyphaseDecomposition | null {
  if (geo.dilations.some((one) => one !== 1)) return null;
  const rows = phasesOfAxis(geo.kernel[0], geo.strides[0], geo.pads[0]);
  const columns = phasesOfAxis(geo.kernel[1], geo.strides[1], geo.pads[1]);
  if (!rows || !columns) return null;
  const count: Pair = [
    Math.ceil((outputShape[1] ?? 1) / geo.strides[0]),
    Math.ceil((outputShape[2] ?? 1) / geo.strides[1]),
  ];
  const fits =
    rows.every((tooth) => padAfter(count[0], inputShape[1] ?? 1, tooth) >= 0) &&
    columns.every((tooth) => padAfter(count[1], inputShape[2] ?? 1, tooth) >= 0);
  return fits ? { rows, columns, count } : null;
}

/** Rows and columns behind the image's end, where its sides are no multiples of the stride. */
function cropTo(
  lowering: OnnxLoweringContext,
  image: TensorName,
  lying: readonly number[],
  axes: Pair,
  wanted: Pair,
): TensorName {
  const { graph } = lowering;
  if (axes.every((axis, at) => lying[axis] === wanted[at])) return image;
  return graph.op('Slice', [image, graph.ints([0, 0]), graph.ints(wanted), graph.ints(axes)]);
}

/** Many channels come out: a convolution for each phase, then Concat across and down. */
function emitInterleavedPhases(
  lowering: OnnxLoweringContext,
  image: TensorName,
  filter: ValueId,
  out: ValueId,
  phases: PolyphaseDecomposition,
  inputShape: Four,
  epilogue: ConvolutionEpilogue,
): void {
  const { graph, plan } = lowering;
  const B = plan.block;
  const [n, h, w, from] = inputShape;
  const [, height, width, channels] = lowering.shape(out) as Four;
  const whole = lowering.shape(filter) as Four;
  const how = transposedBlockedFilterLayout(whole, B);
  const lying = physicalDims(how);
  const area = whole[0] * whole[1];
  const places = graph.reshape(lowering.get(filter, how), [...lying.slice(0, 2), area, ...lying.slice(4)]);
  const [rows, columns] = phases.count;
  const inputs = epilogue.bias === undefined ? [] : [lowering.get(epilogue.bias)];
  const made = phases.rows.map((row) => {
    const cells = phases.columns.map((column) => {
      const taps = row.taps.flatMap((down) => column.taps.map((across) => down * whole[1] + across));
      const weights = graph.reshape(graph.op('Gather', [places, graph.ints(taps)], { axis: 2 }), [
        channels,
        from,
        row.taps.length,
        column.taps.length,
      ]);
      const cell = graph.nchwcOp('Conv', [image, weights, ...inputs], {
        kernel_shape: [row.taps.length, column.taps.length],
        strides: [1, 1],
        dilations: [1, 1],
        pads: [row.padBefore, column.padBefore, padAfter(rows, h, row), padAfter(columns, w, column)],
        group: 1,
        ...fusedActivationAttributes(epilogue),
      });
      return graph.reshape(cell, [(n * channels * rows * columns) / B, 1, B]);
    });
    const line = cells.length === 1 ? (cells[0] as TensorName) : graph.op('Concat', cells, { axis: 1 });
    return graph.reshape(line, [(n * channels * rows) / B, 1, columns * phases.columns.length * B]);
  });
  const all = made.length === 1 ? (made[0] as TensorName) : graph.op('Concat', made, { axis: 1 });
  const sides = [n, channels / B, rows * phases.rows.length, columns * phases.columns.length, B];
  const image5 = graph.reshape(all, sides);
  const layout = nchwcLayout([n, height, width, channels], B);
  lowering.set(out, cropTo(lowering, image5, sides, [2, 3], [height, width]), layout);
}

/**
 * Few channels come out, less than a block: the phases become channels of one convolution, whose window is large enough
 * for all of them. Where the block would else be filled with zeros, that costs nothing.
 */
function emitSubpixelConvolution(
  lowering: OnnxLoweringContext,
  image: TensorName,
  filter: ValueId,
  out: ValueId,
  phases: PolyphaseDecomposition,
  inputShape: Four,
  epilogue: ConvolutionEpilogue,
): void {
  const { graph, plan } = lowering;
  const B = plan.block;
  const [n, h, w, from] = inputShape;
  const [, height, width, channels] = lowering.shape(out) as Four;
  const whole = lowering.shape(filter) as Four;
  const extent = (all: PhaseAxis[]) => {
    const before = Math.max(...all.map((tooth) => tooth.padBefore));
    const after = Math.max(...all.map(({ taps, padBefore: own }) => taps.length - 1 - own));
    return { before, side: before + after + 1 };
  };
  const [down, across] = [extent(phases.rows), extent(phases.columns)];
  const [rows, columns] = phases.count;
  const area = whole[0] * whole[1];

  // A place behind the filter's last holds a zero, for places of the window that a phase has no tap at.
  const lying = lowering.get(filter, permutedLayout(whole, [2, 3, 0, 1]));
  const list = graph.op('Pad', [
    graph.reshape(lying, [channels, from, area]),
    graph.ints([0, 0, 0, 0, 0, 1]),
  ]);
  const tapAt = ({ taps, padBefore: before }: PhaseAxis, place: number, first: number) =>
    taps[place - (first - before)];
  const indices = phases.rows.flatMap((row) =>
    phases.columns.flatMap((column) =>
      Array.from({ length: down.side * across.side }, (_, place) => {
        const a = tapAt(row, Math.floor(place / across.side), down.before);
        const b = tapAt(column, place % across.side, across.before);
        return a === undefined || b === undefined ? area : a * whole[1] + b;
      }),
    ),
  );
  const teethCount = phases.rows.length * phases.columns.length;
  const made = teethCount * channels;
  const filled = Math.ceil(made / B) * B;
  const window = down.side * across.side;
  const taken = graph.op('Gather', [list, graph.ints(indices)], { axis: 2 });
  const each = graph.transpose(graph.reshape(taken, [channels, from, teethCount, window]), [2, 0, 1, 3]);
  const full = graph.op('Pad', [
    graph.reshape(each, [made, from, window]),
    graph.ints([0, 0, 0, filled - made, 0, 0]),
  ]);
  const weights = graph.transpose(graph.reshape(full, [filled / B, B, from / B, B, window]), [0, 2, 4, 3, 1]);
  const inputs = [image, graph.reshape(weights, [filled, from, down.side, across.side])];
  if (epilogue.bias !== undefined) {
    const bias = graph.op('Tile', [lowering.get(epilogue.bias), graph.ints([teethCount])]);
    inputs.push(graph.op('Pad', [bias, graph.ints([0, filled - made])]));
  }
  const convolved = graph.nchwcOp('Conv', inputs, {
    kernel_shape: [down.side, across.side],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [
      down.before,
      across.before,
      rows - h + down.side - 1 - down.before,
      columns - w + across.side - 1 - across.before,
    ],
    group: 1,
    ...fusedActivationAttributes(epilogue),
  });
  const last = graph.op('ReorderOutput', [convolved], { channels: made, channels_last: 1 }, NCHWC_DOMAIN);
  const [a, b] = [phases.rows.length, phases.columns.length];
  const apart = graph.reshape(last, [n, rows, columns, a, b * channels]);
  const sides = [n, rows * a, columns * b, channels];
  const together = graph.reshape(graph.transpose(apart, [0, 1, 3, 2, 4]), sides);
  lowering.set(out, cropTo(lowering, together, sides, [1, 2], [height, width]));
}

/** Write a transposed convolution by its phases, if that is possible; says whether it was. */
export function emitPolyphaseTransposedConvolution(
  lowering: OnnxLoweringContext,
  x: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: WindowGeometry,
  epilogue: ConvolutionEpilogue,
): boolean {
  const { graph, plan } = lowering;
  const B = plan.block;
  const small = lowering.shape(x) as Four;
  const channels = lowering.shape(out)[3] ?? 1;
  const phases = polyphaseDecomposition(lowering.shape(out), small, geo);
  if (B === 0 || !phases) return false;
  const [n, h, w, from] = small;
  const blockedIn = from % B === 0;
  if (channels % B === 0 && (blockedIn || from < B)) {
    const layout = blockedIn ? nchwcLayout(small, B) : nchwLayout(small);
    emitInterleavedPhases(
      lowering,
      graph.reshape(lowering.get(x, layout), [n, from, h, w]),
      filter,
      out,
      phases,
      small,
      epilogue,
    );
    return true;
  }
  if (channels < B && blockedIn && fitsSubpixelConvolution(geo.strides, channels, B)) {
    const image = graph.reshape(lowering.get(x, nchwcLayout(small, B)), [n, from, h, w]);
    emitSubpixelConvolution(lowering, image, filter, out, phases, small, epilogue);
    return true;
  }
  return false;
}
