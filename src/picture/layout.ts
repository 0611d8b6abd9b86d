/**
 * A layered layout (Sugiyama): boxes in rows by the longest path to them, rows ordered by the middle of their neighbours,
 * long connections through a narrow place in each row between.
 */
import type { PictureBox } from './picture-types.js';

export interface LayoutBox {
  id: string;
  width: number;
  height: number;
  /** Of the first or last row, whatever its connections are. */
  row?: 'first' | 'last';
}

/** Data above, networks between, phases below. */
export const rowOf = (kind: PictureBox['kind']): Pick<LayoutBox, 'row'> =>
  kind === 'data' ? { row: 'first' } : kind === 'phase' ? { row: 'last' } : {};

export interface LayoutEdge {
  from: string;
  to: string;
}

export interface Point {
  x: number;
  y: number;
}

export interface Layout<E> {
  width: number;
  height: number;
  /** The upper left corner of each box. */
  boxes: Map<string, Point>;
  /** The points that a connection goes through, from a lower edge of a box to an upper one. */
  edges: { edge: E; points: Point[] }[];
}

const GAP = 14;
const ROW_GAP = 46;
const LANE_WIDTH = 8;
const SWEEPS = 6;

interface Place {
  id: string;
  width: number;
  height: number;
  rank: number;
  x: number;
}

export function layOut<E extends LayoutEdge>(boxes: readonly LayoutBox[], edges: readonly E[]): Layout<E> {
  const ranks = ranksOf(boxes, edges);
  const places = new Map<string, Place>();
  const rows: Place[][] = [];
  const add = (place: Place): void => {
    places.set(place.id, place);
    (rows[place.rank] ??= []).push(place);
  };
  for (const { id, width, height } of boxes) add({ id, width, height, rank: ranks.get(id)!, x: 0 });
  const paths = edges.map((edge, at) => {
    const [from, to] = [ranks.get(edge.from)!, ranks.get(edge.to)!];
    const lanes: string[] = [];
    for (let rank = from + 1; rank < to; rank += 1) {
      const id = `lane ${at} ${rank}`;
      lanes.push(id);
      add({ id, width: LANE_WIDTH, height: 0, rank, x: 0 });
    }
    return { edge, stops: [edge.from, ...lanes, edge.to] };
  });
  const neighbours = neighboursOf(paths.map(({ stops }) => stops));
  // `map` would pass over rows without a box: there may be no data above.
  const filled = Array.from(rows, (row) => row ?? []);
  for (const row of filled) pack(row);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const order = sweep % 2 === 0 ? filled : [...filled].reverse();
    for (const row of order) {
      const wanted = new Map(row.map((place) => [place.id, middle(place, neighbours, places)]));
      row.sort((one, other) => wanted.get(one.id)! - wanted.get(other.id)!);
      pack(row);
    }
  }
  const width = Math.max(...filled.map((row) => rowWidth(row)), 1);
  for (const row of filled) centre(row, width);

  const tops: number[] = [];
  let y = 0;
  for (const row of filled) {
    tops.push(y);
    y += Math.max(...row.map(({ height }) => height), 0) + ROW_GAP;
  }
  const top = (place: Place): number => tops[place.rank]!;
  const rowHeight = (rank: number): number => (tops[rank + 1] ?? y) - tops[rank]! - ROW_GAP;
  const ports = portsOf(paths, places);
  return {
    width,
    height: Math.max(y - ROW_GAP, 1),
    boxes: new Map(boxes.map(({ id }) => [id, { x: places.get(id)!.x, y: top(places.get(id)!) }])),
    edges: paths.map(({ edge, stops }, at) => ({
      edge,
      points: stops.flatMap((id, which): Point[] => {
        const place = places.get(id)!;
        if (which === 0) {
          const x = ports.from[at]!;
          const bottom = top(place) + rowHeight(place.rank);
          // Past higher neighbours first.
          const isShort = bottom > top(place) + place.height && stops.length > 1;
          return [{ x, y: top(place) + place.height }, ...(isShort ? [{ x, y: bottom }] : [])];
        }
        if (which === stops.length - 1) return [{ x: ports.to[at]!, y: top(place) }];
        const x = place.x + LANE_WIDTH / 2;
        return [
          { x, y: top(place) },
          { x, y: top(place) + rowHeight(place.rank) },
        ];
      }),
    })),
  };
}

/** The longest path to each box; connections that close a circle are left out. */
function ranksOf(boxes: readonly LayoutBox[], edges: readonly LayoutEdge[]): Map<string, number> {
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) before.set(to, [...(before.get(to) ?? []), from]);
  const ranks = new Map<string, number>();
  const open = new Set<string>();
  const isFirst = new Set(boxes.flatMap(({ id, row }) => (row === 'first' ? [id] : [])));
  const rankOf = (id: string): number => {
    const known = ranks.get(id);
    if (known !== undefined) return known;
    if (isFirst.has(id) || open.has(id)) return 0;
    open.add(id);
    const rank = Math.max(0, ...(before.get(id) ?? []).map(rankOf)) + 1;
    open.delete(id);
    ranks.set(id, rank);
    return rank;
  };
  for (const { id, row } of boxes) if (row === undefined) rankOf(id);
  const last = Math.max(0, ...ranks.values()) + 1;
  for (const { id, row } of boxes) {
    if (row === 'first') ranks.set(id, 0);
    if (row === 'last') ranks.set(id, last);
  }
  return ranks;
}

function neighboursOf(paths: readonly (readonly string[])[]): Map<string, string[]> {
  const neighbours = new Map<string, string[]>();
  const add = (one: string, other: string): void => {
    neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
  };
  for (const stops of paths) {
    for (let at = 1; at < stops.length; at += 1) {
      add(stops[at - 1]!, stops[at]!);
      add(stops[at]!, stops[at - 1]!);
    }
  }
  return neighbours;
}

const centreOf = ({ x, width }: Place): number => x + width / 2;

function middle(
  place: Place,
  neighbours: ReadonlyMap<string, readonly string[]>,
  places: ReadonlyMap<string, Place>,
): number {
  const near = neighbours.get(place.id) ?? [];
  if (near.length === 0) return centreOf(place);
  return near.reduce((sum, id) => sum + centreOf(places.get(id)!), 0) / near.length;
}

const rowWidth = (row: readonly Place[]): number =>
  row.reduce((sum, { width }) => sum + width, 0) + GAP * Math.max(0, row.length - 1);

/** Side by side, around 0. */
function pack(row: readonly Place[]): void {
  centre(row, 0);
}

function centre(row: readonly Place[], width: number): void {
  let x = (width - rowWidth(row)) / 2;
  for (const place of row) {
    place.x = x;
    x += place.width + GAP;
  }
}

/** Where connections leave and enter their boxes: side by side, in the order of where they come from or go to. */
function portsOf(
  paths: readonly { stops: readonly string[] }[],
  places: ReadonlyMap<string, Place>,
): { from: number[]; to: number[] } {
  const spread = (end: (stops: readonly string[]) => string, next: (stops: readonly string[]) => string) => {
    const groups = new Map<string, number[]>();
    paths.forEach(({ stops }, at) => groups.set(end(stops), [...(groups.get(end(stops)) ?? []), at]));
    const ports: number[] = [];
    for (const [id, members] of groups) {
      const place = places.get(id)!;
      members.sort(
        (one, other) =>
          centreOf(places.get(next(paths[one]!.stops))!) - centreOf(places.get(next(paths[other]!.stops))!),
      );
      members.forEach((path, at) => {
        ports[path] = place.x + (place.width * (at + 1)) / (members.length + 1);
      });
    }
    return ports;
  };
  return {
    from: spread(
      (stops) => stops[0]!,
      (stops) => stops[1]!,
    ),
    to: spread(
      (stops) => stops.at(-1)!,
      (stops) => stops.at(-2)!,
    ),
  };
}
