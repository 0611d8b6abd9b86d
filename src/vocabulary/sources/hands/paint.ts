import {
  clamp,
  mix,
  blendedStrokesDistance,
  strokeDistance,
  smoothstep,
  type Stroke,
  type SurfacePoint,
} from './stroke-distance.js';

/** Red, green and blue, 0 to 1. */
export type Rgb = readonly [number, number, number];

export interface DirectionalLight {
  /** Unit vector towards the light; the third component points to the viewer. */
  from: readonly [number, number, number];
  /** Fraction of ambient light. */
  ambient: number;
  tint: Rgb;
}

export const IMAGE_SIZE = 64;
const PIXEL = 2 / IMAGE_SIZE;

/** An image that is painted from back to front: [64, 64, 3], 0 to 1. */
export interface LitCanvas {
  pixels: Float32Array;
  light: DirectionalLight;
}

export interface ShadedBody {
  strokes: readonly Stroke[];
  /** Distance over which the strokes are blended. */
  blend: number;
  colour: Rgb;
  /** Reach and depth of its shadow on what is behind it. */
  shadow: { reach: number; depth: number };
  /** Shading: 0 is flat, 1 a half cylinder. */
  roundness: number;
  /** Positions of the joints along a finger, drawn as darker lines. */
  joints?: readonly number[];
  /** How much redder the end is than the beginning. */
  flush?: number;
}

/** Coordinate of a pixel's centre. */
const columnToX = (column: number) => (column + 0.5) * PIXEL - 1;
const rowToY = (row: number) => 1 - (row + 0.5) * PIXEL;

/** Rows and columns that strokes with a margin can cover. */
function pixelBounds(strokes: readonly Stroke[], margin: number) {
  let [left, right, bottom, top] = [1, -1, 1, -1];
  for (const { x, y, r } of strokes.flatMap(({ from, to }) => [from, to])) {
    left = Math.min(left, x - r - margin);
    right = Math.max(right, x + r + margin);
    bottom = Math.min(bottom, y - r - margin);
    top = Math.max(top, y + r + margin);
  }
  const at = (value: number) => clamp(Math.floor(value / PIXEL), 0, IMAGE_SIZE - 1);
  return { left: at(left + 1), right: at(right + 1), top: at(1 - top), bottom: at(1 - bottom) };
}

/** Paints a body, after its soft shadow on what is behind it. */
export function paintBody({ pixels, light }: LitCanvas, body: ShadedBody): void {
  const { strokes, blend, colour, shadow, roundness, joints = [], flush = 0 } = body;
  const { left, right, top, bottom } = pixelBounds(strokes, shadow.reach + blend + PIXEL);
  const [toX, toY, toZ] = light.from;
  const single = strokes.length === 1 ? strokes[0]! : null;
  const surface: SurfacePoint = { distance: 0, leanX: 0, leanY: 0, along: 0 };
  for (let row = top; row <= bottom; row++) {
    const y = rowToY(row);
    for (let column = left; column <= right; column++) {
      const x = columnToX(column);
      if (single) strokeDistance(single, x, y, surface);
      else blendedStrokesDistance(strokes, blend, x, y, surface);
      const { distance, leanX, leanY, along } = surface;
      if (distance > shadow.reach + PIXEL) continue;
      const cover = clamp(0.5 - distance / PIXEL);
      const shade = cover < 1 ? 1 - shadow.depth * (1 - smoothstep(0, shadow.reach, distance)) : 1;
      let lit = 0;
      if (cover > 0) {
        const nx = leanX * roundness;
        const ny = leanY * roundness;
        const nz = Math.sqrt(Math.max(0.04, 1 - nx * nx - ny * ny));
        lit = light.ambient + (1 - light.ambient) * Math.max(0, nx * toX + ny * toY + nz * toZ);
        for (const joint of joints) lit *= 1 - 0.16 * (1 - smoothstep(0, 0.07, Math.abs(along - joint)));
      }
      const red = flush * along;
      const at = (row * IMAGE_SIZE + column) * 3;
      for (let c = 0; c < 3; c++) {
        const own = colour[c]! * (c === 0 ? 1 : 1 - red) * lit * light.tint[c]!;
        pixels[at + c] = mix(pixels[at + c]! * shade, own, cover);
      }
    }
  }
}

/** Darkens along a thin stroke: a crease of the skin. */
export function paintCrease({ pixels }: LitCanvas, stroke: Stroke, depth: number): void {
  const { left, right, top, bottom } = pixelBounds([stroke], 2 * PIXEL);
  const surface: SurfacePoint = { distance: 0, leanX: 0, leanY: 0, along: 0 };
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      strokeDistance(stroke, columnToX(column), rowToY(row), surface);
      const dark = 1 - depth * (1 - smoothstep(-PIXEL / 2, 1.5 * PIXEL, surface.distance));
      const at = (row * IMAGE_SIZE + column) * 3;
      for (let c = 0; c < 3; c++) pixels[at + c] = pixels[at + c]! * dark;
    }
  }
}
