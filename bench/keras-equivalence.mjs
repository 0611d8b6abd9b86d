/**
 * Tests that lagraph's engines compute what Keras computes. Random networks (bench/random-networks) take three
 * training steps on each engine and in Keras, in float32 and in float64, from the same weights, with the same
 * examples and draws. Keras in float64 is the reference; the distance of Keras in float32 from it measures rounding
 * errors.
 *
 *   npm run build && node bench/keras-equivalence.mjs --help
 *
 * A network takes about a
 * second of processor time, half of it in Keras, which works on the next network in parallel.
 *
 * For each kind of layer: the weights with the largest error, as a multiple of the rounding error. Exits 1 if one
 * exceeds --most. bench/setup.mjs explains which Python is used.
 */
import { check, compile } from '../dist/index.js';
import { evaluationStep, declareState, trainingStep } from '../dist/runtime/capture/index.js';
import { inferenceWires } from '../dist/runtime/trainer/inference-wires.js';
import { initialWeights } from '../dist/runtime/trainer/load-weights.js';
import { functions, layers, shapeSize } from '../dist/vocabulary/index.js';
import { fieldOfStream } from './random-networks/task-to-graph.mjs';
import { randomTask } from './random-networks/generate.mjs';
import { apart, most as largest, prepareTask, takeSteps } from './random-networks/training-steps.mjs';
import { missing, pythonOf } from './peers.mjs';
import { here } from './paths.mjs';
import { readArguments } from './read-arguments.mjs';
import { startSide } from './benchmark-process.mjs';
import { startingStateIn } from './starting-state.mjs';
import { table } from './markdown-table.mjs';

const USAGE = `usage: node bench/keras-equivalence.mjs [options]

  --from N            seed of the first network (1)
  --count N           how many (500)
  --engines A,B       of onnx, onnx-plain, tensorflow and tfjs (onnx,tensorflow)
  --keras PYTHON      instead of LAGRAPH_KERAS_PYTHON or what npm run bench:setup made
  --most N            the largest distance that is allowed, as a multiple of the rounding error (40)
  --json              one JSON object on standard output
  -h, --help          this

For example: npm run build && node bench/keras-equivalence.mjs --count 20

Exit 0: no number is farther from Keras in float64 than that. 1: some are. 2: wrong usage.`;

const options = readArguments(USAGE, {
  options: {
    from: { type: 'string', default: '1' },
    count: { type: 'string', default: '500' },
    engines: { type: 'string', default: 'onnx,tensorflow' },
    keras: { type: 'string' },
    most: { type: 'string', default: '40' },
    json: { type: 'boolean', default: false },
  },
}).values;
const [from, count, most] = [options.from, options.count, options.most].map(Number);
const python = pythonOf('keras', options.keras);
if (!(from > 0 && count > 0 && most > 0) || !python) {
  console.error(python ? '--from, --count and --most take numbers above 0' : missing('keras'));
  process.exit(2);
}

const startingState = startingStateIn({ declareState, initialWeights, shapeSize });

const packed = (data, shape) => ({
  shape,
  type: data instanceof Uint8Array ? '|u1' : '<f4',
  data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
});
const unpacked = (text) => {
  const bytes = Buffer.from(text, 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
};

/** The task as it is sent to Keras. */
function told({ task, program, step, state, feeds }) {
  const names = new Set(program.networks.flatMap(({ weights }) => weights.map(({ name }) => name)));
  const shapes = new Map(task.fields.map(({ name, shape }) => [name, [task.batch, ...shape]]));
  const draws = step.inputs.filter(({ kind, draw }) => kind === 'draw' && !fieldOfStream(draw.stream));
  // A network without weights runs in the mode of the networks that it is called with, frozen or not.
  const weighted = new Set([...names].map((name) => name.split('/')[0]));
  return {
    task: { ...task, frozen: task.frozen.filter((name) => weighted.has(name)) },
    weights: Object.fromEntries(
      [...state]
        .filter(([name]) => names.has(name))
        .map(([name, { shape, data }]) => [name, packed(data, shape)]),
    ),
    steps: feeds.map((feed) => ({
      fields: Object.fromEntries(
        Object.entries(feed).flatMap(([name, data]) => {
          const field = fieldOfStream(name);
          return field ? [[field, packed(data, shapes.get(field))]] : [];
        }),
      ),
      draws: Object.fromEntries(
        draws.map(({ name, draw, value }) => [draw.stream, packed(feed[name], step.values[value].shape)]),
      ),
    })),
  };
}

/** A number as Python writes it: `nan`, `inf` and `-inf` beside those that JavaScript reads. */
const fromPython = (text) => Number(text.replace('inf', 'Infinity'));

/** Kind of a weight: `Conv2D kernel`. */
function kindOf({ networks }, name) {
  const [network, node, weight] = name.split('/');
  const { layer } = networks.find((one) => one.name === network).nodes.find((one) => one.name === node);
  return `${layer} ${weight}`;
}

/** Half a unit in the last place of the largest number: no float32 result can be expected to be closer. */
const least = (numbers) => 2 ** -23 * largest(numbers);

/** Engines in this thread: starting a thread for each network would take longer than everything else. */
const engineOf = {
  onnx: async () => (await import('../dist/runtime/engines/onnx/index.js')).onnxEngine(),
  'onnx-plain': async () =>
    (await import('../dist/runtime/engines/onnx/index.js')).onnxEngine({ images: 'plain' }),
  tensorflow: async () => (await import('../dist/runtime/engines/tensorflow/index.js')).tensorflowEngine(),
  tfjs: async () => (await import('../dist/runtime/engines/tfjs/index.js')).tfjsEngine(),
};
const names = options.engines.split(',');
const unknown = names.filter((name) => !Object.hasOwn(engineOf, name));
if (unknown.length > 0) {
  console.error(
    `there is no engine ${unknown.join(', ')} here; there are ${Object.keys(engineOf).join(', ')}`,
  );
  process.exit(2);
}
const engines = await Promise.all(names.map(async (name) => ({ name, engine: await engineOf[name]() })));
const keras = await startSide('keras', python, [here('keras_networks.py')]);
const worst = new Map();
const refused = [];
const far = [];
let compared = 0;

/** A network, and the promise of Keras's results. */
function begun(seed) {
  const task = randomTask(seed, { layers, functions, check });
  const prepared = prepareTask(task, {
    compile,
    trainingStep,
    evaluationStep,
    inferenceWires,
    startingState,
  });
  return { task, prepared, answering: keras.ask(told(prepared)) };
}

let next = begun(from);
for (let seed = from; seed < from + count; seed++) {
  const { task, prepared, answering } = next;
  const answer = await answering;
  if (seed + 1 < from + count) next = begun(seed + 1);
  if (answer.refused) {
    refused.push({ seed, why: answer.refused });
    continue;
  }
  const { outputs } = inferenceWires(prepared.program, 'whole');
  const numbersOf = (run) =>
    new Map([
      ...outputs.map(({ name }, at) => [`output ${name}`, unpacked(run.outputs[at])]),
      ['losses', Float64Array.from(run.losses, fromPython)],
      ...Object.entries(run.weights).map(([name, text]) => [name, unpacked(text)]),
    ]);
  const [right, single] = [numbersOf(answer.float64), numbersOf(answer.float32)];
  const isFinite = (numbers) => [...numbers.values()].every((values) => values.every(Number.isFinite));
  if (!isFinite(right) || !isFinite(single)) {
    refused.push({ seed, why: 'Keras itself comes to numbers that are not finite' });
    continue;
  }
  compared += 1;
  for (const { name: engine, engine: one } of engines) {
    const { numbers, moved } = await takeSteps(one, prepared, 2);
    for (const [name, exact] of right) {
      const distance = apart(numbers.get(name), exact);
      const keras32 = apart(single.get(name), exact);
      const sensitive = Math.max(...moved.map((run) => apart(run.get(name), numbers.get(name))));
      const rounding = Math.max(keras32, sensitive, least(exact), 1e-9);
      const multiple = distance === 0 ? 0 : distance / rounding;
      const kind = name.includes('/') ? kindOf(task, name) : name.replace(/ .*/, '');
      const row = { kind, engine, seed, name, distance, keras32, rounding, multiple };
      if (!(multiple <= most)) {
        far.push(row);
        process.stderr.write(`too far: seed ${seed}, ${engine}, ${name}: ${multiple} times rounding\n`);
      }
      const key = `${kind} ${engine}`;
      if (!((worst.get(key)?.multiple ?? -1) >= multiple)) worst.set(key, row);
    }
  }
  if (compared % 20 === 0) process.stderr.write(`${compared} compared, ${far.length} numbers too far\n`);
}
keras.end();

const rows = [...worst.values()].sort((a, b) => b.multiple - a.multiple);
const summary = { ...keras.hello, from, count, compared, refused: refused.length, most, far: far.length };
if (options.json) console.log(JSON.stringify({ ...summary, reasons: refused, tooFar: far, worst: rows }));
else {
  console.log(
    table(
      ['weights of', 'engine', 'farthest, times rounding', 'apart', 'Keras float32 apart', 'seed'],
      rows.map(({ kind, engine, multiple, distance, keras32, seed }) => [
        kind,
        engine,
        multiple.toFixed(2),
        distance.toExponential(1),
        keras32.toExponential(1),
        String(seed),
      ]),
    ),
  );
  for (const { seed, engine, name, multiple } of far)
    console.log(`too far: seed ${seed}, ${engine}, ${name}: ${multiple.toFixed(0)}`);
  for (const { seed, why } of refused) console.log(`left out: seed ${seed}: ${why.split('\n')[0]}`);
  console.log(JSON.stringify(summary));
}
// Threads of native libraries may keep the process alive.
process.exit(far.length > 0 ? 1 : 0);
