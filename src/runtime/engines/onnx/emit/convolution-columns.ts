/** Convolutions and their gradients on plain images as products of what windows see (see columns.ts). */
import type { ValueId } from '../../../capture/index.js';
import type { Geometry } from '../../passes/index.js';
import type { Lowering } from '../lowering.js';
import { correlate, correlation, imageOf, pick, type Image } from './columns.js';
import { convolveOne, filterOne, isOne } from './columns-of-one.js';
import { activated, type Finish } from './finish.js';
import { seenBy, spreadingOf } from './seen.js';

type Four = [number, number, number, number];

const sides = (lowering: Lowering, id: ValueId) => lowering.shape(id).slice(1, 3) as [number, number];

const biasOf = (lowering: Lowering, { bias }: Finish) =>
  bias === undefined ? undefined : lowering.get(bias);

export function convolveColumns(
  lowering: Lowering,
  x: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: Geometry,
  finish: Finish,
): void {
  const { graph } = lowering;
  const [kh, kw, from, to] = lowering.shape(filter) as Four;
  const bias = biasOf(lowering, finish);
  const weights = graph.reshape(lowering.get(filter), [kh * kw * from, to]);
  const seen = () => seenBy(geo, sides(lowering, x), sides(lowering, out));
  const made = isOne(lowering, x, out, geo)
    ? convolveOne(lowering, x, weights, out, geo, bias)
    : correlate(lowering, imageOf(lowering, x), seen(), weights, to, bias);
  lowering.set(out, graph.reshape(activated(lowering, made, finish), lowering.shape(out)));
}

/** What undoes a convolution, of any stride: one of stride 1 that makes all pixels of a cell. */
export function spreadColumns(
  lowering: Lowering,
  dy: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: Geometry,
  finish: Finish,
): void {
  const { graph } = lowering;
  const big = sides(lowering, out);
  const { seen, taps, cell, order } = spreadingOf(geo, sides(lowering, dy), big);
  const [kh, kw, to, from] = lowering.shape(filter) as Four;
  const places: Image = { name: lowering.get(filter), images: 1, channels: to * from };
  const taken = pick(lowering, places, kh * kw, taps, [seen.places, cell]);
  const apart = graph.reshape(taken, [seen.places, cell, to, from]);
  const weights = graph.reshape(graph.transpose(apart, [0, 3, 1, 2]), [seen.places * from, cell * to]);
  const one = biasOf(lowering, finish);
  const bias = one === undefined || cell === 1 ? one : graph.op('Tile', [one, graph.ints([cell])]);
  const image = imageOf(lowering, dy);
  const made = correlate(lowering, image, seen, weights, cell * to, bias);
  const cells = { name: activated(lowering, made, finish), images: image.images, channels: to };
  const whole = order ? pick(lowering, cells, seen.windows * cell, order) : cells.name;
  lowering.set(out, graph.reshape(whole, lowering.shape(out)));
}

export function filterColumns(
  lowering: Lowering,
  x: ValueId,
  dy: ValueId,
  out: ValueId,
  geo: Geometry,
): void {
  const seen = () => seenBy(geo, sides(lowering, x), sides(lowering, dy));
  const made = isOne(lowering, x, dy, geo)
    ? filterOne(lowering, x, dy, geo)
    : correlation(lowering, imageOf(lowering, x), seen(), imageOf(lowering, dy));
  lowering.set(out, lowering.graph.reshape(made, lowering.shape(out)));
}
