/**
 * Polyphase decomposition of transposed convolutions with stride s > 1 on NCHWc images. Output pixels with equal
 * position modulo s (a phase) use the same kernel offsets, so each of the s x s phases is a small convolution of the
 * input, and the phases are interleaved. Nothing is multiplied by zeros.
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

/** One axis of a polyphase component. */
interface PhaseAxis {
  /** Kernel offsets in the order of the convolution. */
  taps: number[];
  /** Pixels of padding before the image. */
  padBefore: number;
}

/** The phases of one axis; null if one has no taps or would need negative padding. */
function phasesOfAxis(kernel: number, stride: number, pad: number): PhaseAxis[] | null {
  const phases = Array.from({ length: stride }, (_, phase): PhaseAxis => {
    const first = (phase + pad) % stride;
    const count = Math.ceil((kernel - first) / stride);
    return {
      taps: Array.from({ length: Math.max(0, count) }, (__, at) => first + stride * (count - 1 - at)),
      padBefore: count - 1 - Math.floor((phase + pad) / stride),
    };
  });
  return phases.every(({ taps, padBefore }) => taps.length > 0 && padBefore >= 0) ? phases : null;
}

/** Padding after the image for `outputCount` output pixels. */
const padAfter = (outputCount: number, side: number, { taps, padBefore: before }: PhaseAxis): number =>
  outputCount - side + taps.length - 1 - before;

interface PolyphaseDecomposition {
  rows: PhaseAxis[];
  columns: PhaseAxis[];
  /** Output rows and columns of each phase. */
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
    rows.every((phase) => padAfter(count[0], inputShape[1] ?? 1, phase) >= 0) &&
    columns.every((phase) => padAfter(count[1], inputShape[2] ?? 1, phase) >= 0);
  return fits ? { rows, columns, count } : null;
}

/** Crops rows and columns beyond the output, whose size need not be a multiple of the stride. */
function cropTo(
  lowering: OnnxLoweringContext,
  image: TensorName,
  dims: readonly number[],
  axes: Pair,
  target: Pair,
): TensorName {
  const { graph } = lowering;
  if (axes.every((axis, at) => dims[axis] === target[at])) return image;
  return graph.op('Slice', [image, graph.ints([0, 0]), graph.ints(target), graph.ints(axes)]);
}

/** Whole blocks of output channels: one convolution per phase, interleaved by Concat. */
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
  const [n, h, w, inChannels] = inputShape;
  const [, height, width, channels] = lowering.shape(out) as Four;
  const filterShape = lowering.shape(filter) as Four;
  const filterLayout = transposedBlockedFilterLayout(filterShape, B);
  const filterDims = physicalDims(filterLayout);
  const area = filterShape[0] * filterShape[1];
  const offsets = graph.reshape(lowering.get(filter, filterLayout), [
    ...filterDims.slice(0, 2),
    area,
    ...filterDims.slice(4),
  ]);
  const [rows, columns] = phases.count;
  const inputs = epilogue.bias === undefined ? [] : [lowering.get(epilogue.bias)];
  const rowsOfPhases = phases.rows.map((row) => {
    const phasesOfRow = phases.columns.map((column) => {
      const taps = row.taps.flatMap((down) => column.taps.map((across) => down * filterShape[1] + across));
      const weights = graph.reshape(graph.op('Gather', [offsets, graph.ints(taps)], { axis: 2 }), [
        channels,
        inChannels,
        row.taps.length,
        column.taps.length,
      ]);
      const phaseImage = graph.nchwcOp('Conv', [image, weights, ...inputs], {
        kernel_shape: [row.taps.length, column.taps.length],
        strides: [1, 1],
        dilations: [1, 1],
        pads: [row.padBefore, column.padBefore, padAfter(rows, h, row), padAfter(columns, w, column)],
        group: 1,
        ...fusedActivationAttributes(epilogue),
      });
      return graph.reshape(phaseImage, [(n * channels * rows * columns) / B, 1, B]);
    });
    const interleavedRow =
      phasesOfRow.length === 1
        ? (phasesOfRow[0] as TensorName)
        : graph.op('Concat', phasesOfRow, { axis: 1 });
    return graph.reshape(interleavedRow, [(n * channels * rows) / B, 1, columns * phases.columns.length * B]);
  });
  const interleaved =
    rowsOfPhases.length === 1
      ? (rowsOfPhases[0] as TensorName)
      : graph.op('Concat', rowsOfPhases, { axis: 1 });
  const dims = [n, channels / B, rows * phases.rows.length, columns * phases.columns.length, B];
  const image5 = graph.reshape(interleaved, dims);
  const layout = nchwcLayout([n, height, width, channels], B);
  lowering.set(out, cropTo(lowering, image5, dims, [2, 3], [height, width]), layout);
}

/**
 * Less than a block of output channels: a sub-pixel convolution, with the phases as channels and a kernel covering
 * all of them. It costs nothing where the block would be padded anyway.
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
  const [n, h, w, inChannels] = inputShape;
  const [, height, width, channels] = lowering.shape(out) as Four;
  const filterShape = lowering.shape(filter) as Four;
  const extent = (axisPhases: PhaseAxis[]) => {
    const before = Math.max(...axisPhases.map((phase) => phase.padBefore));
    const after = Math.max(...axisPhases.map(({ taps, padBefore }) => taps.length - 1 - padBefore));
    return { before, side: before + after + 1 };
  };
  const [down, across] = [extent(phases.rows), extent(phases.columns)];
  const [rows, columns] = phases.count;
  const area = filterShape[0] * filterShape[1];

  // A zero appended to the taps stands for kernel offsets that a phase lacks.
  const stored = lowering.get(filter, permutedLayout(filterShape, [2, 3, 0, 1]));
  const taps = graph.op('Pad', [
    graph.reshape(stored, [channels, inChannels, area]),
    graph.ints([0, 0, 0, 0, 0, 1]),
  ]);
  const tapAt = ({ taps, padBefore: before }: PhaseAxis, position: number, first: number) =>
    taps[position - (first - before)];
  const indices = phases.rows.flatMap((row) =>
    phases.columns.flatMap((column) =>
      Array.from({ length: down.side * across.side }, (_, position) => {
        const a = tapAt(row, Math.floor(position / across.side), down.before);
        const b = tapAt(column, position % across.side, across.before);
        return a === undefined || b === undefined ? area : a * filterShape[1] + b;
      }),
    ),
  );
  const phaseCount = phases.rows.length * phases.columns.length;
  const phaseChannels = phaseCount * channels;
  const paddedChannels = Math.ceil(phaseChannels / B) * B;
  const window = down.side * across.side;
  const gathered = graph.op('Gather', [taps, graph.ints(indices)], { axis: 2 });
  const filters = graph.transpose(
    graph.reshape(gathered, [channels, inChannels, phaseCount, window]),
    [2, 0, 1, 3],
  );
  const paddedFilters = graph.op('Pad', [
    graph.reshape(filters, [phaseChannels, inChannels, window]),
    graph.ints([0, 0, 0, paddedChannels - phaseChannels, 0, 0]),
  ]);
  const weights = graph.transpose(
    graph.reshape(paddedFilters, [paddedChannels / B, B, inChannels / B, B, window]),
    [0, 2, 4, 3, 1],
  );
  const inputs = [image, graph.reshape(weights, [paddedChannels, inChannels, down.side, across.side])];
  if (epilogue.bias !== undefined) {
    const bias = graph.op('Tile', [lowering.get(epilogue.bias), graph.ints([phaseCount])]);
    inputs.push(graph.op('Pad', [bias, graph.ints([0, paddedChannels - phaseChannels])]));
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
  const last = graph.op(
    'ReorderOutput',
    [convolved],
    { channels: phaseChannels, channels_last: 1 },
    NCHWC_DOMAIN,
  );
  const [a, b] = [phases.rows.length, phases.columns.length];
  const phasesApart = graph.reshape(last, [n, rows, columns, a, b * channels]);
  const dims = [n, rows * a, columns * b, channels];
  const interleaved = graph.reshape(graph.transpose(phasesApart, [0, 1, 3, 2, 4]), dims);
  lowering.set(out, cropTo(lowering, interleaved, dims, [1, 2], [height, width]));
}

/** Emits the polyphase form of a transposed convolution if possible; returns whether it was. */
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
  const inputShape = lowering.shape(x) as Four;
  const channels = lowering.shape(out)[3] ?? 1;
  const phases = polyphaseDecomposition(lowering.shape(out), inputShape, geo);
  if (B === 0 || !phases) return false;
  const [n, h, w, inChannels] = inputShape;
  const blockedIn = inChannels % B === 0;
  if (channels % B === 0 && (blockedIn || inChannels < B)) {
    const layout = blockedIn ? nchwcLayout(inputShape, B) : nchwLayout(inputShape);
    emitInterleavedPhases(
      lowering,
      graph.reshape(lowering.get(x, layout), [n, inChannels, h, w]),
      filter,
      out,
      phases,
      inputShape,
      epilogue,
    );
    return true;
  }
  if (channels < B && blockedIn && fitsSubpixelConvolution(geo.strides, channels, B)) {
    const image = graph.reshape(lowering.get(x, nchwcLayout(inputShape, B)), [n, inChannels, h, w]);
    emitSubpixelConvolution(lowering, image, filter, out, phases, inputShape, epilogue);
    return true;
  }
  return false;
}
