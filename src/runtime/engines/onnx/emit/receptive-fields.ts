/** Which pixels windows see, as lists: what a convolution of any stride, gap and padding is made of on plain images. */
import type { WindowGeometry } from '../../passes/index.js';

type Pair = readonly [number, number];

/** Numbers to pick rows by, `NOTHING` for a row of zeros, and a name of their own that tells them from all others. */
export interface IndexList {
  key: string;
  at: Int32Array;
}

/** Windows over an image: for each of them, row by row, the pixels at its places. */
export interface ReceptiveFields {
  windows: number;
  places: number;
  /** Pixels of the image. */
  area: number;
  /** [windows, places]: numbers of pixels, counted row by row; `NOTHING` beside the image. */
  pixels: IndexList;
}

export const OUTSIDE_IMAGE = -1;

/** @param at the pixel, down or across, that a window's place sees; may lie beside the image */
function enumerateFields(
  [height, width]: Pair,
  windows: Pair,
  kernel: Pair,
  at: (axis: 0 | 1, window: number, place: number) => number,
): ReceptiveFields {
  const along = (axis: 0 | 1) =>
    Array.from({ length: windows[axis] }, (_, window) =>
      Array.from({ length: kernel[axis] }, (__, place) => {
        const pixel = at(axis, window, place);
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
    places: kernel[0] * kernel[1],
    area: height * width,
    pixels: { key, at: pixels },
  };
}

/** The windows of a filter. */
export const receptiveFields = (
  { kernel, strides, dilations, pads }: WindowGeometry,
  imageSides: Pair,
  windowCounts: Pair,
): ReceptiveFields =>
  enumerateFields(
    imageSides,
    windowCounts,
    kernel,
    (axis, window, place) => window * strides[axis] + place * dilations[axis] - pads[axis],
  );

/** Windows side by side that leave no pixel over. */
export const nonOverlappingFields = (window: [number, number], windowCounts: Pair): ReceptiveFields =>
  receptiveFields(
    { kernel: window, strides: window, dilations: [1, 1], pads: [0, 0, 0, 0], unused: [0, 0] },
    [window[0] * windowCounts[0], window[1] * windowCounts[1]],
    windowCounts,
  );

/** The same from the pixels' side: for each pixel, the windows that see it at each of their places. */
export function invertReceptiveFields({ windows, places, area, pixels }: ReceptiveFields): ReceptiveFields {
  const inverse = new Int32Array(area * places).fill(OUTSIDE_IMAGE);
  pixels.at.forEach((pixel, at) => {
    if (pixel !== OUTSIDE_IMAGE) inverse[pixel * places + (at % places)] = Math.floor(at / places);
  });
  return { windows: area, places, area: windows, pixels: { key: `seeing ${pixels.key}`, at: inverse } };
}

/**
 * A transposed convolution as one of stride 1 of the small image: its windows make cells of `strides` pixels each, and the
 * cells side by side are the large image, shifted by less than a cell. A filter whose sides are whole strides fills them
 * all: none of the numbers that it takes to multiply is a zero.
 */
export interface SubpixelDecomposition {
  /** The small image's pixels that a cell is made of. */
  seen: ReceptiveFields;
  /** [places of a window, pixels of a cell]: places of the filter, `NOTHING` where there is none. */
  taps: IndexList;
  /** Pixels of a cell. */
  cell: number;
  /** The large image's pixels, [height * width], as numbers of [cells, pixels of a cell]; null if they lie so already. */
  order: IndexList | null;
}

/** One axis of it. */
interface SubpixelAxis {
  /** Pixels before the large image that the first cell makes. */
  before: number;
  cells: number;
  /** The pixels that a window sees, from its cell's number. */
  inputOffsets: number[];
  /** [places][pixels of a cell]: place of the filter. */
  taps: number[][];
}

/** @param before pixels of the first cell before the image */
function subpixelAxis(
  kernel: number,
  stride: number,
  dilation: number,
  pad: number,
  outputSide: number,
  before: number,
): SubpixelAxis {
  // A pixel p of cell q is made by the pixel i of the small image, at the filter's place k, where stride i + gap k - pad = p.
  const made = Array.from({ length: stride }, (_, phase) =>
    Array.from({ length: kernel }, (__, place) => ({
      phase,
      place,
      far: (phase - before + pad - dilation * place) / stride,
    })).filter(({ far }) => Number.isInteger(far)),
  ).flat();
  const seen = [...new Set(made.map(({ far }) => far))].sort((a, b) => a - b);
  const taps = seen.map(() => Array.from({ length: stride }, () => OUTSIDE_IMAGE));
  for (const { phase, place, far } of made) taps[seen.indexOf(far)]![phase] = place;
  return { before, cells: Math.ceil((outputSide + before) / stride), inputOffsets: seen, taps };
}

/** With the cells shifted so that a window has the fewest places. */
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
  const seen = enumerateFields(
    inputSides,
    cells,
    [rows.taps.length, columns.taps.length],
    (at, window, place) => window + axes[at].inputOffsets[place]!,
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
  const order = new Int32Array(outputSides[0] * outputSides[1]);
  for (let row = 0; row < outputSides[0]; row++)
    for (let column = 0; column < outputSides[1]; column++) {
      const [down, across] = [row + rows.before, column + columns.before];
      const which = Math.floor(down / strides[0]) * cells[1] + Math.floor(across / strides[1]);
      order[row * outputSides[1] + column] =
        which * cell + (down % strides[0]) * strides[1] + (across % strides[1]);
    }
  const asTheyLie = order.length === seen.windows * cell && order.every((at, pixel) => at === pixel);
  return {
    seen,
    taps: { key: `taps ${taps.join()}`, at: Int32Array.from(taps) },
    cell,
    order: asTheyLie
      ? null
      : { key: `order ${outputSides.join('x')} ${JSON.stringify([strides, axes])}`, at: order },
  };
}
