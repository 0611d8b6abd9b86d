/** Statistics of batch normalization, and the sums that its gradient needs: by loops in WebAssembly. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { product, type Layout } from '../layout.js';
import type { Lowering, Places } from '../lowering.js';
import type { Buffer } from '../memory/index.js';
import { compileMoments, SUMS_BYTES, type MomentsForm } from '../reduction/index.js';
import { splitEvenly } from './split-evenly.js';

/** How the numbers that are summed up lie. */
interface Laid extends MomentsForm {
  /** Null for row-major ones. */
  layout: Layout | null;
  channels: number;
  /** Numbers of each channel. */
  places: number;
  /** Places of a unit; of the only one where all channels lie side by side. */
  length: number;
}

function laid(lowering: Lowering, x: ValueId): Laid {
  const { shape } = lowering.spec(x);
  const channels = shape.at(-1)!;
  const places = product(shape) / channels;
  const [blocked] = lowering.blockedForms(x);
  const block = blocked?.layout.channelBlock;
  if (!blocked || !block) {
    const vectors = Math.ceil(channels / 4);
    return {
      ...{ layout: null, channels, places, length: places },
      ...{ stride: channels * 4, vectors, unitBytes: 0, blocks: 1 },
    };
  }
  const length = product(shape.slice(1, -1));
  return {
    ...{ layout: blocked.layout, channels, places, length },
    ...{ stride: block * 4, vectors: block / 4, unitBytes: length * block * 4 },
    blocks: Math.ceil(channels / block),
  };
}

/** Where a channel's number at a place is, in floats. */
function indexOf({ layout, channels, length, stride, blocks }: Laid, place: number, channel: number): number {
  if (!layout) return place * channels + channel;
  const block = stride / 4;
  const unit = Math.floor(place / length) * blocks + Math.floor(channel / block);
  return (unit * length + (place % length)) * block + (channel % block);
}

/** The loop over all numbers, and the sums that it leaves: `of[c]` and `of[c + channels]` are those of the channel `c`. */
function bindSums(
  places: Places,
  laidOut: Laid,
  buffers: { x: Buffer; dy: Buffer | null; pivots: Buffer; sums: Buffer },
): { add: () => void; of: Float64Array } {
  const { layout, channels, length, unitBytes, stride, vectors, blocks } = laidOut;
  const elements = laidOut.places * channels;
  const rows = layout ? (laidOut.places / length) * blocks : laidOut.places;
  const perThread = vectors * blocks * SUMS_BYTES;
  const [x, pivots, sums] = [buffers.x, buffers.pivots, buffers.sums].map(places.offset) as [
    number,
    number,
    number,
  ];
  const dy = buffers.dy ? places.offset(buffers.dy) : x;
  const parts = splitEvenly(rows, elements, 1, places.team.threads).map(({ first, count }, at) => {
    const skipped = first * (layout ? unitBytes : stride);
    const [units, of, block] = layout ? [count, length, first % blocks] : [1, count, 0];
    return [x + skipped, dy + skipped, pivots, sums + at * perThread, units, of, block];
  });
  const loop = places.team.loop(compileMoments(laidOut, buffers.dy !== null), parts);
  const bytes = places.floats(buffers.sums, (parts.length * perThread) / 4);
  const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, (parts.length * perThread) / 8);
  const of = new Float64Array(2 * channels);
  // Places of the sums in float64: four channels' first ones, then their second ones.
  const at = Int32Array.from({ length: channels }, (_, channel) => (channel >> 2) * 8 + (channel & 3));
  return {
    of,
    add() {
      numbers.fill(0);
      loop();
      of.fill(0);
      for (let part = 0; part < numbers.length; part += perThread / 8) {
        for (let c = 0; c < channels; c++) {
          const own = part + at[c]!;
          of[c]! += numbers[own]!;
          of[c + channels]! += numbers[own + 4]!;
        }
      }
    },
  };
}

const sumsFor = (lowering: Lowering, { vectors, blocks }: Laid): Buffer =>
  lowering.temporary(lowering.threads * vectors * blocks * SUMS_BYTES);
const pivotsFor = (lowering: Lowering, { vectors, blocks }: Laid): Buffer =>
  lowering.temporary(vectors * blocks * 16);

/** So many numbers of a channel, from all over the batch, give its pivot: one alone may lie far from all others. */
const SAMPLES = 16;

export function emitMoments(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const laidOut = laid(lowering, x);
  const { channels, places: count, layout } = laidOut;
  const from = layout ? lowering.read(x, layout) : lowering.readPlain(x);
  const optional = (name: string) =>
    call.inputs[name] === undefined ? null : lowering.readPlain(call.inputs[name]);
  const [scale, offset] = [optional('scale'), optional('offset')];
  const results = call.outputs.map((id) => lowering.definePlain(id));
  const [pivots, sums] = [pivotsFor(lowering, laidOut), sumsFor(lowering, laidOut)];
  const epsilon = Number(call.attrs.epsilon);
  lowering.emit({
    name: 'Moments',
    implementation: 'wasm',
    reads: [from, ...[scale, offset].flatMap((one) => one ?? [])],
    writes: [...results, pivots, sums],
    bind(places) {
      const { add, of } = bindSums(places, laidOut, { x: from, dy: null, pivots, sums });
      const floats = (buffer: Buffer) => places.floats(buffer, channels);
      const [mean, variance, pivot, distance, factor, shift] = results.map(floats) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const [own, moved] = [scale && floats(scale), offset && floats(offset)];
      const padded = places.floats(pivots, pivots.bytes / 4);
      const numbers = places.floats(from, from.bytes / 4);
      const samples = Math.min(SAMPLES, count);
      // A channel's samples, one channel after the other.
      const sampled = Int32Array.from({ length: samples * channels }, (_, at) =>
        indexOf(laidOut, Math.floor(((at % samples) * count) / samples), Math.floor(at / samples)),
      );
      return () => {
        padded.fill(0);
        for (let c = 0, at = 0; c < channels; c++) {
          let sum = 0;
          for (const end = at + samples; at < end; at++) sum += numbers[sampled[at]!]!;
          padded[c] = sum / samples;
        }
        add();
        for (let c = 0; c < channels; c++) {
          const first = of[c]! / count;
          const second = of[c + channels]! / count;
          // NaN stays NaN.
          const difference = second - first * first;
          const spread = difference < 0 ? 0 : difference;
          const ratio = (own ? own[c]! : 1) / Math.sqrt(spread + epsilon);
          pivot[c] = padded[c]!;
          mean[c] = padded[c]! + first;
          variance[c] = spread;
          distance[c] = first;
          factor[c] = ratio;
          shift[c] = (moved ? moved[c]! : 0) - first * ratio;
        }
      };
    },
  });
}

export function emitMomentsGradient(lowering: Lowering, call: KernelCall): void {
  const [x, dy] = [lowering.input(call, 'x'), lowering.input(call, 'dy')];
  const laidOut = laid(lowering, x);
  const { channels, places: count, layout } = laidOut;
  const read = (id: ValueId) => (layout ? lowering.read(id, layout) : lowering.readPlain(id));
  const [from, slopes] = [read(x), read(dy)];
  const vectors = ['pivot', 'distance', 'variance'].map((name) =>
    lowering.readPlain(lowering.input(call, name)),
  );
  const scale = call.inputs.scale === undefined ? null : lowering.readPlain(call.inputs.scale);
  const results = call.outputs.map((id) => lowering.definePlain(id));
  const [pivots, sums] = [pivotsFor(lowering, laidOut), sumsFor(lowering, laidOut)];
  const epsilon = Number(call.attrs.epsilon);
  lowering.emit({
    name: 'MomentsGrad',
    implementation: 'wasm',
    reads: [from, slopes, ...vectors, ...(scale ? [scale] : [])],
    writes: [...results, pivots, sums],
    bind(places) {
      const { add, of } = bindSums(places, laidOut, { x: from, dy: slopes, pivots, sums });
      const floats = (buffer: Buffer) => places.floats(buffer, channels);
      const [pivot, distance, variance] = vectors.map(floats) as [Float32Array, Float32Array, Float32Array];
      const [dScale, dOffset, ofDy, ofDistance, constant] = results.map(floats) as [
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const own = scale && floats(scale);
      const padded = places.floats(pivots, pivots.bytes / 4);
      return () => {
        padded.fill(0);
        padded.set(pivot);
        add();
        for (let c = 0; c < channels; c++) {
          const deviation = Math.sqrt(variance[c]! + epsilon);
          const first = of[c]!;
          // Of dy times the distance from the mean.
          const second = of[c + channels]! - distance[c]! * first;
          const ratio = (own ? own[c]! : 1) / deviation;
          const slope = (ratio * second) / (count * deviation * deviation);
          dScale[c] = second / deviation;
          dOffset[c] = first;
          ofDy[c] = ratio;
          ofDistance[c] = slope;
          constant[c] = slope * distance[c]! - (ratio * first) / count;
        }
      };
    },
  });
}
