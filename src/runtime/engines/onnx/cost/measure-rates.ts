/** Microbenchmarks: measures each rate with a small model of known work. */
import { NCHWC_DOMAIN, OnnxGraphBuilder, type TensorName } from '../model/index.js';
import {
  createOrtSession,
  loadOrt,
  releaseSession,
  type OrtPorts,
  type OrtSession,
} from '../onnxruntime-session.js';
import type { CostTable, RateName } from './cost-table.js';

/** Benchmarks run once per round until no minimum improved for this many rounds, or the time limit is reached. */
const STABLE_ROUNDS = 5;
const TIME_LIMIT = 700; /* milliseconds */

/** A minimum must improve by this factor to count. */
const IMPROVEMENT_RATIO = 0.98;

interface BenchmarkModel {
  graph: OnnxGraphBuilder;
  inputs: { name: TensorName; dims: readonly number[]; type: 'float32' | 'int64' }[];
}

/** Builds a benchmark's model; returns its last tensor and its work. */
type BenchmarkBuilder = (probe: BenchmarkModel, block: number) => { last: TensorName; work: number };

const product = (list: readonly number[]): number => list.reduce((all, one) => all * one, 1);

function addInput(
  { graph, inputs }: BenchmarkModel,
  dims: readonly number[],
  type: 'float32' | 'int64' = 'float32',
): TensorName {
  const name = `in${inputs.length}`;
  inputs.push({ name, dims, type });
  return graph.input(name, type, dims);
}

/** Chained, so that the work outweighs the overhead of a run. */
function repeatOperator(times: number, first: TensorName, next: (x: TensorName) => TensorName): TensorName {
  let last = first;
  for (let at = 0; at < times; at++) last = next(last);
  return last;
}

const CHANNELS = 32;
const SIDE = 32;
const WINDOW = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };

/** Filters are inputs: constant filters would trigger onnxruntime's graph optimizers. */
const convolutionBenchmark =
  (images: number, domain: string, op = 'Conv', times = 2): BenchmarkBuilder =>
  (probe) => {
    const x = addInput(probe, [images, CHANNELS, SIDE, SIDE]);
    const filter = addInput(probe, [CHANNELS, CHANNELS, 3, 3]);
    const last = repeatOperator(times, x, (from) => probe.graph.op(op, [from, filter], WINDOW, domain));
    return { last, work: times * images * SIDE * SIDE * CHANNELS * CHANNELS * 9 };
  };

const MILLION = 2 ** 20;

const benchmarks: Readonly<Record<RateName, BenchmarkBuilder>> = {
  blockedConvolution: convolutionBenchmark(8, NCHWC_DOMAIN),
  convolution: convolutionBenchmark(8, ''),
  transposedConvolution: convolutionBenchmark(4, '', 'ConvTranspose'),
  groupedConvolution(probe, block) {
    const images = 8;
    const x = addInput(probe, [1, images, SIDE, (SIDE + 2) * block]);
    const dy = addInput(probe, [images * CHANNELS, 1, SIDE, SIDE]);
    const last = probe.graph.nchwcOp('Conv', [x, dy], {
      kernel_shape: [SIDE, SIDE],
      pads: [1, 0, 1, 0],
      dilations: [1, block],
      group: images,
    });
    return { last, work: images * block * CHANNELS * 9 * SIDE * SIDE };
  },
  wideConvolution(probe) {
    const images = 8;
    const x = addInput(probe, [CHANNELS, images, SIDE, SIDE]);
    const dy = addInput(probe, [CHANNELS, images, SIDE, SIDE]);
    const last = probe.graph.op('Conv', [x, dy], { kernel_shape: [SIDE, SIDE], pads: [1, 1, 1, 1] });
    return { last, work: images * CHANNELS * CHANNELS * 9 * SIDE * SIDE };
  },
  depthwiseConvolution(probe) {
    const images = 8;
    const x = addInput(probe, [images, CHANNELS, SIDE, SIDE]);
    const filter = addInput(probe, [CHANNELS, 1, 3, 3]);
    const last = probe.graph.op('Conv', [x, filter], { ...WINDOW, group: CHANNELS });
    return { last, work: images * CHANNELS * 9 * SIDE * SIDE };
  },
  gemm(probe) {
    const [rows, inner, columns] = [128, 1024, 256];
    const last = probe.graph.op('Gemm', [addInput(probe, [rows, inner]), addInput(probe, [inner, columns])]);
    return { last, work: rows * inner * columns };
  },
  elementwise(probe) {
    const times = 4;
    const x = addInput(probe, [MILLION]);
    const last = repeatOperator(times, x, (from) => probe.graph.op('Mul', [from, x]));
    return { last, work: times * 12 * MILLION };
  },
  /** The permutations of NHWC to NCHW and to CNHW. */
  transpose(probe) {
    const { graph } = probe;
    const list = [
      [0, 3, 1, 2],
      [3, 0, 1, 2],
    ].map((perm) => graph.reshape(graph.transpose(addInput(probe, [16, SIDE, SIDE, CHANNELS]), perm), [-1]));
    // Negligible work that keeps both transposes alive.
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
    const last = probe.graph.op('Concat', [addInput(probe, [rows, run]), addInput(probe, [rows, run])], {
      axis: 1,
    });
    return { last, work: 2 * 2 * 4 * rows * run };
  },
  scattered(probe) {
    const size = MILLION / 8;
    const [x, updates] = [addInput(probe, [size]), addInput(probe, [size])];
    const indices = addInput(probe, [size], 'int64');
    const last = probe.graph.op('ScatterElements', [x, indices, updates], { axis: 0, reduction: 'add' });
    return { last, work: (4 + 4 + 8 + 4) * size };
  },
  node(probe) {
    const times = 64;
    const x = addInput(probe, [16]);
    return { last: repeatOperator(times, x, (from) => probe.graph.op('Add', [from, x])), work: times };
  },
};

/** A benchmark that is loaded. */
interface LoadedBenchmark {
  name: RateName;
  work: number;
  session: OrtSession;
  inputs: OrtPorts;
  outputs: OrtPorts;
  /** Minimum time so far. */
  seconds: number;
}

async function loadBenchmark(name: RateName, blockSize: number): Promise<LoadedBenchmark> {
  const ort = await loadOrt();
  const probe: BenchmarkModel = { graph: new OnnxGraphBuilder(`rate of ${name}`), inputs: [] };
  const { graph } = probe;
  const { last, work } = benchmarks[name](probe, blockSize);
  // A single-element output keeps copies of results out of the measurement.
  graph.addNode('Slice', [graph.reshape(last, [-1]), graph.ints([0]), graph.ints([1])], {}, ['out']);
  graph.output('out', 'float32', [1]);
  const session = await createOrtSession(graph.encode(), 1);
  const inputs = Object.fromEntries(
    probe.inputs.map(({ name: port, dims, type }) => {
      const size = product(dims);
      const data =
        type === 'int64'
          ? BigInt64Array.from({ length: size }, (_, at) => BigInt(at))
          : new Float32Array(size).fill(1);
      return [port, ort.tensor(type, dims, data)];
    }),
  );
  return { name, work, session, inputs, outputs: { out: ort.tensor('float32', [1]) }, seconds: Infinity };
}

/**
 * Measures all rates on one thread, in less than a second. Other load only slows runs down, so the minimum is used.
 */
export async function measureRates(blockSize: number): Promise<CostTable['rates']> {
  const probes: LoadedBenchmark[] = [];
  try {
    for (const name of Object.keys(benchmarks) as RateName[]) {
      const needsBlocks = name === 'blockedConvolution' || name === 'groupedConvolution';
      if (!needsBlocks || blockSize > 0) probes.push(await loadBenchmark(name, blockSize));
    }
    const end = performance.now() + TIME_LIMIT;
    for (let stableRounds = 0; stableRounds < STABLE_ROUNDS && performance.now() < end; stableRounds++) {
      for (const probe of probes) {
        const start = performance.now();
        await probe.session.run(probe.inputs, probe.outputs);
        const seconds = (performance.now() - start) / 1000;
        if (seconds < IMPROVEMENT_RATIO * probe.seconds) stableRounds = -1;
        probe.seconds = Math.min(probe.seconds, seconds);
      }
    }
  } finally {
    for (const { session, inputs, outputs } of probes) await releaseSession(session, inputs, outputs);
  }
  return Object.fromEntries(probes.map(({ name, work, seconds }) => [name, work / seconds]));
}
