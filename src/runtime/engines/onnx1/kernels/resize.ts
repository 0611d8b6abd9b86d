/**
 * Resizing images with channels in front. Whole factors are repetitions; anything else is a matrix for the rows and one
 * for the columns, and the gradient is the same turned over.
 */
import type { KernelCall } from '../../../capture/index.js';
import { inFront, input, output, type Emitter, type EmitterTable, type Lowering } from '../lowering.js';

interface Flags {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

/** Where a row (or column) of the result comes from: shares of rows, as tfjs's kernels have it. */
type Sampling = (from: number, to: number, flags: Flags) => (place: number) => [number, number][];

const ratio = (from: number, to: number, { alignCorners }: Flags) =>
  alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;

const nearest: Sampling = (from, to, flags) => {
  const scale = ratio(from, to, flags);
  return (place) => {
    const at = flags.halfPixelCenters ? scale * (place + 0.5) : scale * place;
    const chosen = flags.alignCorners ? Math.round(at) : Math.floor(at);
    return [[Math.max(0, Math.min(from - 1, chosen)), 1]];
  };
};

const bilinear: Sampling = (from, to, flags) => {
  const scale = ratio(from, to, flags);
  return (place) => {
    const at = flags.halfPixelCenters ? scale * (place + 0.5) - 0.5 : scale * place;
    const low = Math.max(0, Math.floor(at));
    const share = at - low;
    const high = Math.min(from - 1, Math.ceil(at));
    return [
      [low, 1 - share],
      [high, share],
    ];
  };
};

/** [to, from] */
function matrix(sampling: Sampling, from: number, to: number, flags: Flags): Float32Array {
  const shares = new Float32Array(to * from);
  const sample = sampling(from, to, flags);
  for (let place = 0; place < to; place++) {
    for (const [source, share] of sample(place)) shares[place * from + source]! += share;
  }
  return shares;
}

const flagsOf = ({ attrs }: KernelCall) => attrs as unknown as Flags;

const resize =
  (sampling: Sampling): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const [x, out] = [input(call, 'images'), output(call)];
    const [batch, channels, height, width] = inFront(lowering.shape(x));
    const [, , high, wide] = inFront(lowering.shape(out));
    const given = lowering.get(x, 'nchw');
    const factors = wholeFactors(sampling, flagsOf(call), [height, width], [high, wide]);
    if (factors) {
      const apart = graph.op('Reshape', [given, graph.ints([batch, channels, height, 1, width, 1])]);
      const repeated = graph.op('Expand', [
        apart,
        graph.ints([batch, channels, height, factors[0], width, factors[1]]),
      ]);
      lowering.set(out, graph.op('Reshape', [repeated, graph.ints([batch, channels, high, wide])]), 'nchw');
      return;
    }
    lowering.set(out, through(lowering, given, sampling, call, [height, width], [high, wide], false), 'nchw');
  };

const gradient =
  (sampling: Sampling): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const [dy, out] = [input(call, 'dy'), output(call)];
    const [, , high, wide] = inFront(lowering.shape(dy));
    const [, , height, width] = inFront(lowering.shape(out));
    const given = lowering.get(dy, 'nchw');
    const factors = wholeFactors(sampling, flagsOf(call), [height, width], [high, wide]);
    if (factors) {
      // The mean of each window is a vectorized pass; a sum over inner axes is not.
      const means = graph.op('AveragePool', [given], { kernel_shape: factors, strides: factors });
      lowering.set(out, graph.op('Mul', [means, graph.number(factors[0] * factors[1])]), 'nchw');
      return;
    }
    lowering.set(out, through(lowering, given, sampling, call, [height, width], [high, wide], true), 'nchw');
  };

function wholeFactors(
  sampling: Sampling,
  flags: Flags,
  from: [number, number],
  to: [number, number],
): [number, number] | null {
  const factors: [number, number] = [to[0] / from[0], to[1] / from[1]];
  const whole = factors.every((factor) => Number.isInteger(factor));
  return sampling === nearest && whole && !flags.alignCorners && !flags.halfPixelCenters ? factors : null;
}

function through(
  { graph }: Lowering,
  given: string,
  sampling: Sampling,
  call: KernelCall,
  from: [number, number],
  to: [number, number],
  back: boolean,
): string {
  const [rows, columns] = [0, 1].map((side) =>
    graph.constant(
      'float32',
      [to[side]!, from[side]!],
      matrix(sampling, from[side]!, to[side]!, flagsOf(call)),
    ),
  );
  const turn = (name: string) => graph.op('Transpose', [name], { perm: [1, 0] });
  const along = graph.op('MatMul', [given, back ? columns! : turn(columns!)]);
  return graph.op('MatMul', [back ? turn(rows!) : rows!, along]);
}

export const resizing: EmitterTable = {
  ResizeNearestNeighbor: resize(nearest),
  ResizeNearestNeighborGrad: gradient(nearest),
  ResizeBilinear: resize(bilinear),
  ResizeBilinearGrad: gradient(bilinear),
};
