/** The gradient of a depthwise convolution by its filter, where oneDNN has no kernel for it but a matrix product for each channel. */
import type { ValueId } from '../../../capture/index.js';
import {
  compileDepthwiseFilterGradient,
  unrolledProducts,
  type DepthwiseGeometry,
  type ImageStrides,
} from '../depthwise/index.js';
import { channelsSecond, type Layout } from '../layout.js';
import type { Lowering } from '../lowering.js';
import type { WindowGeometry } from '../../passes/index.js';
import { splitEvenly } from './split-evenly.js';

/** Code of more products takes long to compile. */
const MOST_UNROLLED = 1024;

/** The layout to read an image in: the one that it is there in, if its channels lie in whole blocks. */
function readableLayout(lowering: Lowering, id: ValueId): Layout {
  const { shape } = lowering.spec(id);
  const layout = lowering.presentLayout(id, channelsSecond(shape));
  const inBlocks = layout.channelBlock !== null && shape.at(-1)! % layout.channelBlock === 0;
  return layout.plain || inBlocks ? layout : lowering.plainLayout(id);
}

function stridesOf(shape: readonly number[], { channelBlock }: Layout): ImageStrides {
  const [, height, width, channels] = shape as [number, number, number, number];
  const pixel = (channelBlock ?? channels) * 4;
  return {
    example: height * width * channels * 4,
    row: width * pixel,
    pixel,
    block: channelBlock
      ? { channels: channelBlock, bytes: height * width * pixel }
      : { channels: 4, bytes: 16 },
  };
}

export interface DepthwiseFilterGradient {
  x: ValueId;
  dy: ValueId;
  gradient: ValueId;
  /** The bias's gradient, if it is to be made too. */
  total: ValueId | null;
  windows: WindowGeometry;
  flops: number;
}

/** Emits it, unless the channels are no whole vectors, there are several outputs for each, or the filter is too large. */
export function tryDepthwiseFilterGradient(
  lowering: Lowering,
  { x, dy, gradient, total, windows, flops }: DepthwiseFilterGradient,
): boolean {
  const [source, destination] = [lowering.spec(x).shape, lowering.spec(dy).shape];
  const [filterHeight, filterWidth, channels, multiplier] = lowering.spec(gradient).shape as [
    number,
    number,
    number,
    number,
  ];
  if (source.length !== 4 || multiplier !== 1 || channels % 4 !== 0) return false;
  const layouts = { x: readableLayout(lowering, x), dy: readableLayout(lowering, dy) };
  const [top, left] = windows.pads;
  const geometry: DepthwiseGeometry = {
    batch: source[0]!,
    channels,
    image: [source[1]!, source[2]!],
    output: [destination[1]!, destination[2]!],
    filter: [filterHeight, filterWidth],
    strides: windows.strides as readonly [number, number],
    dilations: windows.dilations as readonly [number, number],
    padding: [top, left],
    x: stridesOf(source, layouts.x),
    dy: stridesOf(destination, layouts.dy),
    bias: total !== null,
  };
  if (unrolledProducts(geometry) > MOST_UNROLLED) return false;
  const code = compileDepthwiseFilterGradient(geometry);
  const from = { x: lowering.read(x, layouts.x), dy: lowering.read(dy, layouts.dy) };
  const to = lowering.definePlain(gradient);
  const sums = total === null ? null : lowering.definePlain(total);
  lowering.emit({
    name: 'DepthwiseConv2dNativeBackpropFilter',
    implementation: 'wasm',
    reads: [from.x, from.dy],
    writes: sums ? [to, sums] : [to],
    flops,
    bind(places) {
      const parts = splitEvenly(channels / 4, flops, 1, places.team.threads).map(({ first, count }) => [
        ...[places.offset(from.x), places.offset(from.dy), places.offset(to)],
        ...[sums ? places.offset(sums) : 0, first, count],
      ]);
      return places.team.loop(code, parts);
    },
  });
  return true;
}
