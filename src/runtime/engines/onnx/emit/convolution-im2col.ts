/** Convolutions and their gradients on plain images as products of what windows see (see columns.ts). */
import type { ValueId } from '../../../capture/index.js';
import type { WindowGeometry } from '../../passes/index.js';
import type { OnnxLoweringContext } from '../lowering-context.js';
import {
  convolveByIm2col,
  filterGradientByIm2col,
  plainImageOf,
  gatherPixels,
  type PlainImage,
} from './im2col.js';
import { convolveOneChannel, filterGradientOneChannel, usesOneChannelIm2col } from './im2col-one-channel.js';
import { applyActivation, type ConvolutionEpilogue } from './epilogue.js';
import { receptiveFields, subpixelDecomposition } from './receptive-fields.js';

type Four = [number, number, number, number];

const imageSides = (lowering: OnnxLoweringContext, id: ValueId) =>
  lowering.shape(id).slice(1, 3) as [number, number];

const biasName = (lowering: OnnxLoweringContext, { bias }: ConvolutionEpilogue) =>
  bias === undefined ? undefined : lowering.get(bias);

export function emitIm2colConvolution(
  lowering: OnnxLoweringContext,
  x: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: WindowGeometry,
  epilogue: ConvolutionEpilogue,
): void {
  const { graph } = lowering;
  const [kh, kw, from, to] = lowering.shape(filter) as Four;
  const bias = biasName(lowering, epilogue);
  const weights = graph.reshape(lowering.get(filter), [kh * kw * from, to]);
  const seen = () => receptiveFields(geo, imageSides(lowering, x), imageSides(lowering, out));
  const made = usesOneChannelIm2col(lowering, x, out, geo)
    ? convolveOneChannel(lowering, x, weights, out, geo, bias)
    : convolveByIm2col(lowering, plainImageOf(lowering, x), seen(), weights, to, bias);
  lowering.set(out, graph.reshape(applyActivation(lowering, made, epilogue), lowering.shape(out)));
}

/** What undoes a convolution, of any stride: one of stride 1 that makes all pixels of a cell. */
export function emitIm2colTransposedConvolution(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: WindowGeometry,
  epilogue: ConvolutionEpilogue,
): void {
  const { graph } = lowering;
  const big = imageSides(lowering, out);
  const { seen, taps, cell, order } = subpixelDecomposition(geo, imageSides(lowering, dy), big);
  const [kh, kw, to, from] = lowering.shape(filter) as Four;
  const places: PlainImage = { name: lowering.get(filter), images: 1, channels: to * from };
  const taken = gatherPixels(lowering, places, kh * kw, taps, [seen.places, cell]);
  const apart = graph.reshape(taken, [seen.places, cell, to, from]);
  const weights = graph.reshape(graph.transpose(apart, [0, 3, 1, 2]), [seen.places * from, cell * to]);
  const one = biasName(lowering, epilogue);
  const bias = one === undefined || cell === 1 ? one : graph.op('Tile', [one, graph.ints([cell])]);
  const image = plainImageOf(lowering, dy);
  const made = convolveByIm2col(lowering, image, seen, weights, cell * to, bias);
  const cells = { name: applyActivation(lowering, made, epilogue), images: image.images, channels: to };
  const whole = order ? gatherPixels(lowering, cells, seen.windows * cell, order) : cells.name;
  lowering.set(out, graph.reshape(whole, lowering.shape(out)));
}

export function emitIm2colFilterGradient(
  lowering: OnnxLoweringContext,
  x: ValueId,
  dy: ValueId,
  out: ValueId,
  geo: WindowGeometry,
): void {
  const seen = () => receptiveFields(geo, imageSides(lowering, x), imageSides(lowering, dy));
  const made = usesOneChannelIm2col(lowering, x, dy, geo)
    ? filterGradientOneChannel(lowering, x, dy, geo)
    : filterGradientByIm2col(lowering, plainImageOf(lowering, x), seen(), plainImageOf(lowering, dy));
  lowering.set(out, lowering.graph.reshape(made, lowering.shape(out)));
}
