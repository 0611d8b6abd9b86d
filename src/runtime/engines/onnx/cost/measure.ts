/** The rates of this machine, each by a small model whose work is known. */
import { BLOCKED, Graph, type Name } from '../model/index.js';
import { createSession, loadOrt, type OrtSession, type OrtTensor } from '../runtime.js';
import type { CostTable, RateName } from './table.js';

/** Each probe runs once a round, until its least time stays what it is for so many rounds, or time is up. */
const STILL = 5;
const LONGEST = 700; /* milliseconds */

/** A time is less only if it is so by more than this share. */
const LESS = 0.98;

interface Probe {
  graph: Graph;
  inputs: { name: Name; dims: readonly number[]; type: 'float32' | 'int64' }[];
}

/** Writes the model of a probe; gives its last tensor and how much there is to do. */
type Recipe = (probe: Probe, block: number) => { last: Name; work: number };

const product = (list: readonly number[]): number => list.reduce((all, one) => all * one, 1);

function input(
  { graph, inputs }: Probe,
  dims: readonly number[],
  type: 'float32' | 'int64' = 'float32',
): Name {
  const name = `in${inputs.length}`;
  inputs.push({ name, dims, type });
  return graph.input(name, type, dims);
}

/** One after the other, so that there is more to do than an empty run takes. */
function chain(times: number, first: Name, next: (x: Name) => Name): Name {
  let last = first;
  for (let at = 0; at < times; at++) last = next(last);
  return last;
}

const CHANNELS = 32;
const SIDE = 32;
const WINDOW = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };

/** Filters are inputs: onnxruntime would see constants as a chance to write the model anew. */
const convolutions =
  (images: number, domain: string, op = 'Conv', times = 2): Recipe =>
  (probe) => {
    const x = input(probe, [images, CHANNELS, SIDE, SIDE]);
    const filter = input(probe, [CHANNELS, CHANNELS, 3, 3]);
    const last = chain(times, x, (from) => probe.graph.op(op, [from, filter], WINDOW, domain));
    return { last, work: times * images * SIDE * SIDE * CHANNELS * CHANNELS * 9 };
  };

const MILLION = 2 ** 20;

const recipes: Readonly<Record<RateName, Recipe>> = {
  blockedConvolution: convolutions(8, BLOCKED),
  convolution: convolutions(8, ''),
  transposedConvolution: convolutions(4, '', 'ConvTranspose'),
  groupedConvolution(probe, block) {
    const images = 8;
    const x = input(probe, [1, images, SIDE, (SIDE + 2) * block]);
    const slopes = input(probe, [images * CHANNELS, 1, SIDE, SIDE]);
    const last = probe.graph.blocked('Conv', [x, slopes], {
      kernel_shape: [SIDE, SIDE],
      pads: [1, 0, 1, 0],
      dilations: [1, block],
      group: images,
    });
    return { last, work: images * block * CHANNELS * 9 * SIDE * SIDE };
  },
  wideConvolution(probe) {
    const images = 8;
    const x = input(probe, [CHANNELS, images, SIDE, SIDE]);
    const slopes = input(probe, [CHANNELS, images, SIDE, SIDE]);
    const last = probe.graph.op('Conv', [x, slopes], { kernel_shape: [SIDE, SIDE], pads: [1, 1, 1, 1] });
    return { last, work: images * CHANNELS * CHANNELS * 9 * SIDE * SIDE };
  },
  depthwiseConvolution(probe) {
    const images = 8;
    const x = input(probe, [images, CHANNELS, SIDE, SIDE]);
    const filter = input(probe, [CHANNELS, 1, 3, 3]);
    const last = probe.graph.op('Conv', [x, filter], { ...WINDOW, group: CHANNELS });
    return { last, work: images * CHANNELS * 9 * SIDE * SIDE };
  },
  gemm(probe) {
    const [rows, inner, columns] = [128, 1024, 256];
    const last = probe.graph.op('Gemm', [input(probe, [rows, inner]), input(probe, [inner, columns])]);
    return { last, work: rows * inner * columns };
  },
  elementwise(probe) {
    const times = 4;
    const x = input(probe, [MILLION]);
    const last = chain(times, x, (from) => probe.graph.op('Mul', [from, x]));
    return { last, work: times * 12 * MILLION };
  },
  /** To and from images whose channels come first, and with the images as channels. */
  transpose(probe) {
    const { graph } = probe;
    const list = [
      [0, 3, 1, 2],
      [3, 0, 1, 2],
    ].map((perm) => graph.reshape(graph.transpose(input(probe, [16, SIDE, SIDE, CHANNELS]), perm), [-1]));
    // Too small to count; else one of them would be nobody's.
    const last = graph.op(
      'Concat',
      list.map((name) => graph.op('Slice', [name, graph.ints([0]), graph.ints([1])])),
      {
        axis: 0,
      },
    );
    return { last, work: 2 * 8 * 16 * SIDE * SIDE * CHANNELS };
  },
  shortRuns(probe, block) {
    const run = block || 16;
    const rows = MILLION / 4 / run;
    const last = probe.graph.op('Concat', [input(probe, [rows, run]), input(probe, [rows, run])], {
      axis: 1,
    });
    return { last, work: 2 * 2 * 4 * rows * run };
  },
  scattered(probe) {
    const size = MILLION / 8;
    const [x, more] = [input(probe, [size]), input(probe, [size])];
    const places = input(probe, [size], 'int64');
    const last = probe.graph.op('ScatterElements', [x, places, more], { axis: 0, reduction: 'add' });
    return { last, work: (4 + 4 + 8 + 4) * size };
  },
  node(probe) {
    const times = 64;
    const x = input(probe, [16]);
    return { last: chain(times, x, (from) => probe.graph.op('Add', [from, x])), work: times };
  },
};

/** A probe that is ready to run. */
interface Loaded {
  name: RateName;
  work: number;
  session: OrtSession;
  feeds: Record<string, OrtTensor>;
  /** Least time so far. */
  seconds: number;
}

async function load(name: RateName, block: number): Promise<Loaded> {
  const ort = await loadOrt();
  const probe: Probe = { graph: new Graph(`rate of ${name}`), inputs: [] };
  const { graph } = probe;
  const { last, work } = recipes[name](probe, block);
  // One number comes out, so that copying results is no part of it.
  graph.many('Slice', [graph.reshape(last, [-1]), graph.ints([0]), graph.ints([1])], {}, ['out']);
  graph.output('out', 'float32', [1]);
  const session = await createSession(graph.encode(), 1);
  const feeds = Object.fromEntries(
    probe.inputs.map(({ name: port, dims, type }) => {
      const size = product(dims);
      const data =
        type === 'int64'
          ? BigInt64Array.from({ length: size }, (_, at) => BigInt(at))
          : new Float32Array(size).fill(1);
      return [port, new ort.Tensor(type as 'float32', data as Float32Array, dims)];
    }),
  );
  return { name, work, session, feeds, seconds: Infinity };
}

/**
 * Measure all rates, on one thread, in less than a second. What else the machine does makes runs slower, never quicker:
 * the least time counts.
 */
export async function measureRates(block: number): Promise<CostTable['rates']> {
  const probes: Loaded[] = [];
  try {
    for (const name of Object.keys(recipes) as RateName[]) {
      const needsBlocks = name === 'blockedConvolution' || name === 'groupedConvolution';
      if (!needsBlocks || block > 0) probes.push(await load(name, block));
    }
    const end = performance.now() + LONGEST;
    for (let still = 0; still < STILL && performance.now() < end; still++) {
      for (const probe of probes) {
        const begun = performance.now();
        await probe.session.run(probe.feeds);
        const seconds = (performance.now() - begun) / 1000;
        if (seconds < LESS * probe.seconds) still = -1;
        probe.seconds = Math.min(probe.seconds, seconds);
      }
    }
  } finally {
    for (const { session } of probes) await session.release();
  }
  return Object.fromEntries(probes.map(({ name, work, seconds }) => [name, work / seconds]));
}
