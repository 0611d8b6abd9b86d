import type { Point } from './layout.js';

/** A coordinate as pictures write it. */
export const round = (value: number): string => String(Math.round(value * 10) / 10);

/** The path of a connection: straight through the rows that it passes, bent between them. */
export function wirePath(points: readonly Point[]): string {
  const [start, ...rest] = points;
  let path = `M${round(start!.x)} ${round(start!.y)}`;
  let from = start!;
  for (const to of rest) {
    const bend = (to.y - from.y) / 2;
    path +=
      to.x === from.x
        ? `V${round(to.y)}`
        : `C${round(from.x)} ${round(from.y + bend)} ${round(to.x)} ${round(to.y - bend)} ${round(to.x)} ${round(to.y)}`;
    from = to;
  }
  return path;
}
