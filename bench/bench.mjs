/**
 * Times a training step of each of the reference's networks, ours against Keras's, in one sitting.
 *
 *   npm run build
 *   npm run bench -- --keras keras-env/bin/python [--tasks linker,vae] [--rounds 7] [--engines onnx] [--json]
 *
 * Machines swing, so a time says little and a ratio much: both sides take turns, and the ratio is that of the medians
 * of a round; the table gives the median over the rounds and the least and greatest. Without Keras there are times
 * alone. The environment for Keras: bench/requirements.txt.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    keras: { type: 'string', default: process.env.LAGRAPH_KERAS_PYTHON },
    engines: { type: 'string', default: 'onnx' },
    tasks: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (options.help) {
  console.log(
    'usage: npm run bench -- [--keras PYTHON] [--tasks linker,vae] [--rounds 5] [--engines onnx] [--threads N] [--json]',
  );
  process.exit(0);
}
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number above 0');

/** Steps of a round: enough for a median, about as long for every task. */
const stepsOf = (task) => (task === 'linker' ? 200 : 20);
const WARMUP = 5;

/** A process that answers each line that it is told with a line. */
async function start(name, command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended early (exit ${code})`)));
  });
  failed.catch(() => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async () => {
    const { value, done } = await Promise.race([lines.next(), failed]);
    // Its output ends a moment before it does.
    return done ? failed : JSON.parse(value);
  };
  return {
    name,
    hello: await hear(),
    async time(task) {
      child.stdin.write(`${JSON.stringify({ task, steps: stepsOf(task), warmup: WARMUP })}\n`);
      return median((await hear()).ms);
    },
    end: () => child.stdin.end(),
  };
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const own = await Promise.all(
  options.engines
    .split(',')
    .map((engine) => start(engine, process.execPath, [path('own-steps.mjs'), engine, options.threads])),
);
const keras =
  options.keras && (await start('keras', options.keras, [path('keras_steps.py'), options.threads]));
const sides = keras ? [...own, keras] : own;

const all = own[0].hello.tasks;
const tasks = options.tasks ? options.tasks.split(',') : all;
for (const task of tasks) {
  if (!all.includes(task)) throw new Error(`there is no task ${task}; there are ${all.join(', ')}`);
}

/** Medians by task and side, one a round. */
const times = new Map(tasks.map((task) => [task, new Map(sides.map(({ name }) => [name, []]))]));
for (let round = 0; round < rounds; round++) {
  if (!options.json) process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  // Who is first changes from round to round.
  const order = round % 2 === 0 ? sides : [...sides].reverse();
  for (const task of tasks) {
    for (const side of order)
      times
        .get(task)
        .get(side.name)
        .push(await side.time(task));
  }
}
for (const side of sides) side.end();

const { version } = JSON.parse(readFileSync(path('../package.json'), 'utf8'));
const machine = {
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  threads: Number(options.threads),
  node: process.version,
  lagraph: version,
  ...Object.fromEntries(sides.map(({ name, hello }) => [name, hello.version])),
};
const steps = tasks.map((task) => {
  const of = (side) => times.get(task).get(side);
  const ratios = Object.fromEntries(
    keras ? own.map(({ name }) => [name, of(name).map((ms, i) => ms / of('keras')[i])]) : [],
  );
  const each = (record, what) =>
    Object.fromEntries(Object.entries(record).map(([name, list]) => [name, what(list)]));
  return {
    task,
    ms: each(Object.fromEntries(times.get(task)), median),
    ratio: each(ratios, median),
    spread: each(ratios, (list) => [Math.min(...list), Math.max(...list)]),
  };
});

if (options.json) {
  console.log(JSON.stringify({ machine, rounds, steps }));
} else {
  const names = sides.map(({ name }) => name);
  const compared = keras ? own.map(({ name }) => name) : [];
  const heads = [
    'task',
    ...names.map((n) => `${n}, ms`),
    ...compared.map((n) => `${n} / keras (least to greatest)`),
  ];
  const row = (cells) => `| ${cells.join(' | ')} |`;
  console.log([row(heads), row(heads.map(() => '---'))].join('\n'));
  for (const { task, ms, ratio, spread } of steps) {
    const ratios = compared.map((name) => {
      const [least, greatest] = spread[name].map((number) => number.toFixed(2));
      return `${ratio[name].toFixed(2)} (${least} to ${greatest})`;
    });
    console.log(row([task, ...names.map((name) => ms[name].toFixed(2)), ...ratios]));
  }
  console.log();
  for (const [what, which] of Object.entries(machine)) console.log(`${what}: ${which}`);
}
