/** Convolutions and their gradients on NHWC images by im2col (see im2col.ts). */
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
  const fields = () => receptiveFields(geo, imageSides(lowering, x), imageSides(lowering, out));
  const result = usesOneChannelIm2col(lowering, x, out, geo)
    ? convolveOneChannel(lowering, x, weights, out, geo, bias)
    : convolveByIm2col(lowering, plainImageOf(lowering, x), fields(), weights, to, bias);
  lowering.set(out, graph.reshape(applyActivation(lowering, result, epilogue), lowering.shape(out)));
}

/**
 * Transposed convolution of any stride, as a sub-pixel convolution: stride 1, with the stride x stride output pixels
 * as channels.
 */
export function emitIm2colTransposedConvolution(
  lowering: OnnxLoweringContext,
  dy: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: WindowGeometry,
  epilogue: ConvolutionEpilogue,
): void {
  const { graph } = lowering;
  const outputSides = imageSides(lowering, out);
  const {
    fields,
    taps,
    cell,
    order: permutation,
  } = subpixelDecomposition(geo, imageSides(lowering, dy), outputSides);
  const [kh, kw, to, from] = lowering.shape(filter) as Four;
  const kernelImage: PlainImage = { name: lowering.get(filter), images: 1, channels: to * from };
  const gathered = gatherPixels(lowering, kernelImage, kh * kw, taps, [fields.kernelArea, cell]);
  const tapsOfCell = graph.reshape(gathered, [fields.kernelArea, cell, to, from]);
  const weights = graph.reshape(graph.transpose(tapsOfCell, [0, 3, 1, 2]), [
    fields.kernelArea * from,
    cell * to,
  ]);
  const channelBias = biasName(lowering, epilogue);
  const bias =
    channelBias === undefined || cell === 1
      ? channelBias
      : graph.op('Tile', [channelBias, graph.ints([cell])]);
  const image = plainImageOf(lowering, dy);
  const result = convolveByIm2col(lowering, image, fields, weights, cell * to, bias);
  const cells = { name: applyActivation(lowering, result, epilogue), images: image.images, channels: to };
  const outputPixels = permutation
    ? gatherPixels(lowering, cells, fields.windows * cell, permutation)
    : cells.name;
  lowering.set(out, graph.reshape(outputPixels, lowering.shape(out)));
}

export function emitIm2colFilterGradient(
  lowering: OnnxLoweringContext,
  x: ValueId,
  dy: ValueId,
  out: ValueId,
  geo: WindowGeometry,
): void {
  const fields = () => receptiveFields(geo, imageSides(lowering, x), imageSides(lowering, dy));
  const result = usesOneChannelIm2col(lowering, x, dy, geo)
    ? filterGradientOneChannel(lowering, x, dy, geo)
    : filterGradientByIm2col(lowering, plainImageOf(lowering, x), fields(), plainImageOf(lowering, dy));
  lowering.set(out, lowering.graph.reshape(result, lowering.shape(out)));
}
