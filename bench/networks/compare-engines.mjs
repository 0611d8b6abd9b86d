/**
 * Tests that lagraph's engines compute the same on networks of realistic sizes: generated networks take three training
 * steps on each engine, from the same weights, with the same examples and draws, and losses, weights and optimizer
 * slots are compared with the first engine's. The measure is how far they move on the first engine if weights and
 * inputs are moved by a few units in the last place.
 *
 *   npm run build && node bench/networks/compare-engines.mjs --help
 */
import { compile } from '../../dist/index.js';
import { declareState, evaluationStep, trainingStep } from '../../dist/runtime/capture/index.js';
import { inferenceWires } from '../../dist/runtime/trainer/inference-wires.js';
import { initialWeights } from '../../dist/runtime/trainer/load-weights.js';
import { shapeSize } from '../../dist/vocabulary/index.js';
import { benchEngine } from '../lagraph-step.mjs';
import { table } from '../markdown-table.mjs';
import { multiples, prepareTask, takeSteps } from '../random-networks/training-steps.mjs';
import { readArguments } from '../read-arguments.mjs';
import { startingStateIn } from '../starting-state.mjs';
import { networkOf } from './generate.mjs';
import { networkText } from './graph.mjs';
import { lagraph } from './lagraph.mjs';

const USAGE = `usage: node bench/networks/compare-engines.mjs [options]

  --networks N        how many (20)
  --seed S            of the networks (1)
  --only 3,7          some of them
  --engines A,B       the first is what the others are compared with (tensorflow,onnx)
  --threads N         of the engines that are compared with the first (2)
  --most N            the largest distance that is allowed, as a multiple of the rounding error (40)
  -h, --help          this

Exit 0: no number is farther away than that. 1: some are, or an engine fails. 2: wrong usage.`;

const options = readArguments(USAGE, {
  options: {
    networks: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    engines: { type: 'string', default: 'tensorflow,onnx' },
    threads: { type: 'string', default: '2' },
    most: { type: 'string', default: '40' },
  },
}).values;
const [count, seed, most, threads] = [options.networks, options.seed, options.most, options.threads].map(
  Number,
);
const indices = options.only
  ? options.only.split(',').map(Number)
  : Array.from({ length: count }, (_, index) => index);
if (![count, seed, most, threads].every((number) => number > 0) || !indices.every((index) => index >= 0)) {
  console.error('--networks, --seed, --threads, --most and --only take numbers (--help)');
  process.exit(2);
}

/** Perturbed runs of the first engine: the more, the better the measure. */
const SHAKES = 2;

const startingState = startingStateIn({ declareState, initialWeights, shapeSize });
const built = { compile, trainingStep, evaluationStep, inferenceWires, startingState };
const [first, ...others] = options.engines.split(',');
const reference = await benchEngine(first);
const engines = await Promise.all(others.map(async (name) => ({ name, engine: await benchEngine(name) })));

/** The number that is farthest away, as a multiple of the rounding error. */
const farthest = (is, should, by) =>
  multiples(is, should, by).reduce((a, b) => (b.multiple > a.multiple || Number.isNaN(b.multiple) ? b : a));

const rows = [];
let wrong = 0;
for (const index of indices) {
  const task = networkOf(seed, index, lagraph);
  const prepared = prepareTask(task, built, networkText(task));
  const { numbers, moved } = await takeSteps(reference, prepared, SHAKES);
  for (const { name, engine } of engines) {
    const row = [String(index), name];
    try {
      const { numbers: own } = await takeSteps(engine, prepared, 0, threads);
      const far = farthest(own, numbers, { still: numbers, moved });
      if (!(far.multiple <= most)) wrong++;
      row.push(far.multiple.toFixed(1), far.distance.toExponential(1), far.name);
    } catch (error) {
      wrong++;
      row.push('fails', '–', error.message.split('\n')[0]);
    }
    rows.push([...row, task.description]);
    process.stderr.write(`${row.join('  ')}\n`);
  }
}
console.log(table(['', 'engine', 'times rounding', 'apart', 'number', 'network'], rows));
// Threads of native libraries may keep the process alive.
process.exit(wrong > 0 ? 1 : 0);
