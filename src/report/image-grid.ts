import {
  createCanvas,
  drawImage,
  fillRectangle,
  encodeCanvasPng,
  type RgbCanvas,
  type RgbColour,
  type ImagePixels,
} from './canvas.js';
import { GLYPH_HEIGHT, drawBitmapText, bitmapTextWidth } from './bitmap-font.js';
import { SIMULATED_DATA_LABEL } from './result-tables.js';

/** One row of the grid: the same examples in one representation (the sign, the digit made of it). */
export interface ImageGridRow {
  /** Shape of one example: [height, width, 1 or 3]. */
  shape: readonly number[];
  /** All examples, concatenated, values 0..1. */
  data: Float32Array;
}

export interface ImageGridOptions {
  /** Draws a banner across the top that marks simulated data. */
  simulated: boolean;
  /** Examples side by side before the rows wrap into a new band; by default chosen for an aspect ratio of about 3:2. */
  columns?: number;
}

/** Minimum length of a cell's longer side, in pixels; smaller images are enlarged by integer factors. */
const MIN_CELL_SIZE = 56;
const GAP = 4;
const BAND_GAP = 16;
const BACKGROUND: RgbColour = [255, 255, 255];
const BANNER_COLOUR: RgbColour = [200, 30, 30];

/**
 * Rows of images in one picture. An example is a column: its first image on top, the next rows below it. When the
 * examples don't fit side by side, all rows start again in a new band below, with a wider gap.
 *
 * @returns the bytes of a PNG
 * @throws if a row's shape is not an image's, or rows hold different numbers of examples (bugs of the caller)
 */
export async function imageGridPng(
  rows: readonly ImageGridRow[],
  options: ImageGridOptions,
): Promise<Uint8Array> {
  return encodeCanvasPng(layOutImageGrid(rows, options));
}

/** The grid as a canvas, before it is encoded. */
export function layOutImageGrid(rows: readonly ImageGridRow[], options: ImageGridOptions): RgbCanvas {
  const images = rows.map(splitExamples);
  const count = images[0]?.length ?? 0;
  if (count === 0 || images.some((row) => row.length !== count)) {
    throw new Error('imageGridPng: every row needs the same number of images, at least one');
  }
  const scales = images.map(([first]) =>
    Math.max(1, Math.round(MIN_CELL_SIZE / Math.max(first!.height, first!.width))),
  );
  const heights = images.map(([first], row) => first!.height * scales[row]!);
  const cell = Math.max(...images.map(([first], row) => first!.width * scales[row]!));
  const bandHeight = heights.reduce((sum, height) => sum + height + GAP, -GAP);
  const columns = Math.min(
    count,
    options.columns ?? columnsForAspectRatio(count, cell + GAP, bandHeight + BAND_GAP),
  );
  const bands = Math.ceil(count / columns);

  const width = BAND_GAP * 2 + columns * (cell + GAP) - GAP;
  const banner = options.simulated ? bannerSize(width) : { height: 0, fontScale: 0 };
  const picture = createCanvas(
    width,
    banner.height + BAND_GAP * 2 + bands * (bandHeight + BAND_GAP) - BAND_GAP,
    BACKGROUND,
  );
  if (options.simulated) drawBanner(picture, banner);
  for (let at = 0; at < count; at += 1) {
    const left = BAND_GAP + (at % columns) * (cell + GAP);
    let top = banner.height + BAND_GAP + Math.floor(at / columns) * (bandHeight + BAND_GAP);
    images.forEach((row, index) => {
      const image = row[at]!;
      const scale = scales[index]!;
      drawImage(picture, image, left + Math.floor((cell - image.width * scale) / 2), top, scale);
      top += heights[index]! + GAP;
    });
  }
  return picture;
}

/** The number of columns that brings the aspect ratio closest to 3:2. */
export function columnsForAspectRatio(count: number, cellWidth: number, bandHeight: number): number {
  const ideal = Math.sqrt((1.5 * count * bandHeight) / cellWidth);
  const bands = Math.max(1, Math.round(count / Math.max(1, ideal)));
  // Bands of equal length: only the last may be shorter.
  return Math.ceil(count / bands);
}

function splitExamples(row: ImageGridRow): ImagePixels[] {
  const [height, width, channels] = row.shape;
  if (row.shape.length !== 3 || !height || !width || (channels !== 1 && channels !== 3)) {
    throw new Error(`imageGridPng: [${row.shape.join(', ')}] is not the shape of an image`);
  }
  const size = height * width * channels;
  return Array.from({ length: Math.floor(row.data.length / size) }, (_, at) => ({
    height,
    width,
    channels,
    data: row.data,
    offset: at * size,
  }));
}

interface BannerSize {
  height: number;
  /** Size of a font pixel, in image pixels. */
  fontScale: number;
}

function bannerSize(width: number): BannerSize {
  const fontScale = Math.max(1, Math.min(4, Math.floor((width - 8) / bitmapTextWidth(SIMULATED_DATA_LABEL))));
  return { fontScale, height: (GLYPH_HEIGHT + 6) * fontScale };
}

function drawBanner(canvas: RgbCanvas, { height, fontScale }: BannerSize): void {
  fillRectangle(canvas, 0, 0, canvas.width, height, BANNER_COLOUR);
  const textWidth = bitmapTextWidth(SIMULATED_DATA_LABEL) * fontScale;
  const left = Math.max(0, Math.floor((canvas.width - textWidth) / 2));
  drawBitmapText(SIMULATED_DATA_LABEL, (column, row) => {
    fillRectangle(canvas, left + column * fontScale, (3 + row) * fontScale, fontScale, fontScale, BACKGROUND);
  });
}
