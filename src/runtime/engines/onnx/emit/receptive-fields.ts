/** Receptive fields as lists of pixel indices: im2col of any stride, dilation and padding. */
import type { WindowGeometry } from '../../passes/index.js';

type Pair = readonly [number, number];

/** Row indices for Gather, `OUTSIDE_IMAGE` for a row of zeros, and a key that is unique to the list. */
export interface IndexList {
  key: string;
  indices: Int32Array;
}

/** Receptive fields: for each window, the pixels under its kernel offsets, row-major. */
export interface ReceptiveFields {
  windows: number;
  kernelArea: number;
  /** Number of pixels of the image. */
  area: number;
  /** [windows, kernel area]: row-major pixel indices; `OUTSIDE_IMAGE` in the padding. */
  pixels: IndexList;
}

export const OUTSIDE_IMAGE = -1;

/** @param at row or column under a kernel offset; may be outside of the image */
function enumerateFields(
  [height, width]: Pair,
  windows: Pair,
  kernel: Pair,
  at: (axis: 0 | 1, window: number, offset: number) => number,
): ReceptiveFields {
  const along = (axis: 0 | 1) =>
    Array.from({ length: windows[axis] }, (_, window) =>
      Array.from({ length: kernel[axis] }, (__, offset) => {
        const pixel = at(axis, window, offset);
        return pixel >= 0 && pixel < (axis === 0 ? height : width) ? pixel : OUTSIDE_IMAGE;
      }),
    );
  const [rows, columns] = [along(0), along(1)];
  const pixels = new Int32Array(windows[0] * windows[1] * kernel[0] * kernel[1]);
  let next = 0;
  for (const down of rows)
    for (const across of columns)
      for (const row of down)
        for (const column of across)
          pixels[next++] =
            row === OUTSIDE_IMAGE || column === OUTSIDE_IMAGE ? OUTSIDE_IMAGE : row * width + column;
  const key = `${height}x${width} ${JSON.stringify([rows, columns])}`;
  return {
    windows: windows[0] * windows[1],
    kernelArea: kernel[0] * kernel[1],
    area: height * width,
    pixels: { key, indices: pixels },
  };
}

/** The receptive fields of a convolution. */
export const receptiveFields = (
  { kernel, strides, dilations, pads }: WindowGeometry,
  imageSides: Pair,
  windowCounts: Pair,
): ReceptiveFields =>
  enumerateFields(
    imageSides,
    windowCounts,
    kernel,
    (axis, window, offset) => window * strides[axis] + offset * dilations[axis] - pads[axis],
  );

/** The receptive fields of windows that tile an image. */
export const nonOverlappingFields = (window: [number, number], windowCounts: Pair): ReceptiveFields =>
  receptiveFields(
    { kernel: window, strides: window, dilations: [1, 1], pads: [0, 0, 0, 0], unused: [0, 0] },
    [window[0] * windowCounts[0], window[1] * windowCounts[1]],
    windowCounts,
  );

/** The inverse map: for each pixel and kernel offset, the window that contains it. */
export function invertReceptiveFields({
  windows,
  kernelArea,
  area,
  pixels,
}: ReceptiveFields): ReceptiveFields {
  const inverse = new Int32Array(area * kernelArea).fill(OUTSIDE_IMAGE);
  pixels.indices.forEach((pixel, at) => {
    if (pixel !== OUTSIDE_IMAGE)
      inverse[pixel * kernelArea + (at % kernelArea)] = Math.floor(at / kernelArea);
  });
  return {
    windows: area,
    kernelArea,
    area: windows,
    pixels: { key: `seeing ${pixels.key}`, indices: inverse },
  };
}

/**
 * A transposed convolution as a sub-pixel convolution: a stride-1 convolution of the input computes cells of stride x
 * stride output pixels, which tile the output up to an offset of less than a cell. If the kernel is a multiple of the
 * stride, nothing is multiplied by zeros.
 */
export interface SubpixelDecomposition {
  /** Input pixels under each cell. */
  fields: ReceptiveFields;
  /** [window offsets, pixels of a cell]: kernel offsets, `OUTSIDE_IMAGE` if none. */
  taps: IndexList;
  /** Number of pixels in a cell. */
  cell: number;
  /** Permutation from [cells, pixels of a cell] to the output image; null if it is the identity. */
  order: IndexList | null;
}

/** One axis of a sub-pixel decomposition. */
interface SubpixelAxis {
  /** Output pixels of the first cell that are cropped. */
  before: number;
  cells: number;
  /** Input offsets of a window relative to its cell. */
  inputOffsets: number[];
  /** [window offsets][pixels of a cell]: kernel offset. */
  taps: number[][];
}

/** @param before output pixels of the first cell that are cropped */
function subpixelAxis(
  kernel: number,
  stride: number,
  dilation: number,
  pad: number,
  outputSide: number,
  before: number,
): SubpixelAxis {
  // Pixel p of a cell is the sum over input pixels i and kernel offsets k with stride i + dilation k - pad = p.
  const contributions = Array.from({ length: stride }, (_, phase) =>
    Array.from({ length: kernel }, (__, offset) => ({
      phase,
      offset,
      inputOffset: (phase - before + pad - dilation * offset) / stride,
    })).filter(({ inputOffset }) => Number.isInteger(inputOffset)),
  ).flat();
  const inputOffsets = [...new Set(contributions.map(({ inputOffset }) => inputOffset))].sort(
    (a, b) => a - b,
  );
  const taps = inputOffsets.map(() => Array.from({ length: stride }, () => OUTSIDE_IMAGE));
  for (const { phase, offset, inputOffset } of contributions)
    taps[inputOffsets.indexOf(inputOffset)]![phase] = offset;
  return { before, cells: Math.ceil((outputSide + before) / stride), inputOffsets, taps };
}

/** With the cell offset that minimizes the window. */
function smallestSubpixelAxis(
  kernel: number,
  stride: number,
  dilation: number,
  pad: number,
  outputSide: number,
): SubpixelAxis {
  const all = Array.from({ length: stride }, (_, before) =>
    subpixelAxis(kernel, stride, dilation, pad, outputSide, before),
  );
  return all.reduce((best, one) => (one.taps.length < best.taps.length ? one : best));
}

export function subpixelDecomposition(
  { kernel, strides, dilations, pads }: WindowGeometry,
  inputSides: Pair,
  outputSides: Pair,
): SubpixelDecomposition {
  const axis = (at: 0 | 1) =>
    smallestSubpixelAxis(kernel[at], strides[at], dilations[at], pads[at], outputSides[at]);
  const axes = [axis(0), axis(1)] as const;
  const [rows, columns] = axes;
  const cells: Pair = [rows.cells, columns.cells];
  const fields = enumerateFields(
    inputSides,
    cells,
    [rows.taps.length, columns.taps.length],
    (at, window, offset) => window + axes[at].inputOffsets[offset]!,
  );
  const cell = strides[0] * strides[1];
  const taps = rows.taps.flatMap((down) =>
    columns.taps.flatMap((across) =>
      down.flatMap((row) =>
        across.map((column) =>
          row === OUTSIDE_IMAGE || column === OUTSIDE_IMAGE ? OUTSIDE_IMAGE : row * kernel[1] + column,
        ),
      ),
    ),
  );
  const permutation = new Int32Array(outputSides[0] * outputSides[1]);
  for (let row = 0; row < outputSides[0]; row++)
    for (let column = 0; column < outputSides[1]; column++) {
      const [down, across] = [row + rows.before, column + columns.before];
      const cellIndex = Math.floor(down / strides[0]) * cells[1] + Math.floor(across / strides[1]);
      permutation[row * outputSides[1] + column] =
        cellIndex * cell + (down % strides[0]) * strides[1] + (across % strides[1]);
    }
  const isIdentity =
    permutation.length === fields.windows * cell && permutation.every((at, pixel) => at === pixel);
  return {
    fields,
    taps: { key: `taps ${taps.join()}`, indices: Int32Array.from(taps) },
    cell,
    order: isIdentity
      ? null
      : { key: `order ${outputSides.join('x')} ${JSON.stringify([strides, axes])}`, indices: permutation },
  };
}
