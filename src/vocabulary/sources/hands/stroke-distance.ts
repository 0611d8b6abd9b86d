/**
 * Shapes in a plane in which the image covers [-1, 1] in both directions and y points up. Only exactly rounded
 * arithmetic is used (no library sine or power), so that an image has the same bytes on every machine.
 */
export interface Point {
  x: number;
  y: number;
}

/** A stroke with round ends whose radius changes linearly from `from.r` to `to.r`: a finger, a forearm. */
export interface Stroke {
  from: Point & { r: number };
  to: Point & { r: number };
}

/**
 * Signed distance of a point to a shape (negative inside), the surface normal there, and the position along the
 * stroke.
 */
export interface SurfacePoint {
  distance: number;
  /**
   * Component of the surface normal in the image plane; its length is 0 in the middle of a stroke and 1 at the edge.
   */
  leanX: number;
  leanY: number;
  /** 0 at the start of a stroke, 1 at its end. */
  along: number;
}

export function clamp(value: number, low = 0, high = 1): number {
  return value < low ? low : value > high ? high : value;
}

export const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

/** 0 below `low`, 1 above `high`, smooth between. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low));
  return t * t * (3 - 2 * t);
}

/** Unit vector at an angle in degrees from straight up, positive to the right; within a half turn. */
export function unitVectorAt(degrees: number): Point {
  const a = (degrees * 3.141592653589793) / 180;
  const square = a * a;
  // Taylor series; the error at a half turn is below 1e-5, which is invisible.
  let sine = 0;
  let cosine = 0;
  let term = 1;
  for (let n = 0; n < 16; n += 2) {
    cosine += term;
    sine += (term * a) / (n + 1);
    term *= -square / ((n + 1) * (n + 2));
  }
  return { x: sine, y: cosine };
}

export function strokeDistance({ from, to }: Stroke, x: number, y: number, out: SurfacePoint): SurfacePoint {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const along = clamp(((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy));
  const offX = x - from.x - dx * along;
  const offY = y - from.y - dy * along;
  const radius = mix(from.r, to.r, along);
  out.distance = Math.sqrt(offX * offX + offY * offY) - radius;
  out.leanX = offX / radius;
  out.leanY = offY / radius;
  out.along = along;
  return out;
}

/** Distance to strokes that are blended over `blend`: a palm. The normal is that of the nearer stroke. */
export function blendedStrokesDistance(
  strokes: readonly Stroke[],
  blend: number,
  x: number,
  y: number,
  out: SurfacePoint,
): SurfacePoint {
  let distance = Infinity;
  let leanX = 0;
  let leanY = 0;
  for (const stroke of strokes) {
    const { distance: other } = strokeDistance(stroke, x, y, out);
    if (distance === Infinity) {
      ({ distance, leanX, leanY } = out);
      continue;
    }
    const share = clamp(0.5 + (distance - other) / (2 * blend));
    distance = mix(distance, other, share) - blend * share * (1 - share);
    leanX = mix(leanX, out.leanX, share);
    leanY = mix(leanY, out.leanY, share);
  }
  out.distance = distance;
  out.leanX = leanX;
  out.leanY = leanY;
  out.along = 0.5;
  return out;
}
