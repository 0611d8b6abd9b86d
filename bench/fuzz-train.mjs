/**
 * Trains mutants of published graphs: each is checked, and one step of every phase of what the check lets through is trained
 * on two made-up examples. No mutant may crash or hang, and hardly any that is let through may fail to train.
 *
 *   npm run build && node bench/fuzz-train.mjs --count 5000
 */
import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { UsageError } from './errors.mjs';
import { here, needBuild } from './paths.mjs';
import { table } from './markdown-table.mjs';
import { parseArguments, runScript } from './read-arguments.mjs';
import { mutants } from './fuzzing/mutants.mjs';
import { wholeNumber } from './fuzzing/whole-number.mjs';

const USAGE = `usage: node bench/fuzz-train.mjs [options]

Mutants of graphs are checked, and one step of what is sound is trained.

  --seed N        which mutants (1)
  --count N       how many (5000)
  --from N        the first one's number (0)
  --only N        one mutant: its text, and what became of it
  --folders A,B   where the graphs are (graphs/zoo)
  --engine NAME   onnx or tfjs (onnx)
  --show N        how many of those that failed are shown (20)
  --dist DIR      another built lagraph (dist)
  --json          one JSON object on standard output
  -h, --help      this

For example: npm run build && node bench/fuzz-train.mjs --count 500

Exit 0: none crashed or hung, and at most 1 in 500 of those that the check let through failed. 1: otherwise. 2: wrong usage.`;

/** Seconds for one mutant. */
const PATIENCE = 60;
const BATCH_SIZE = 2;
/** Of those that the check lets through, the share that may fail. */
const MOST_FAILURES = 1 / 500;

function readOptions(args) {
  const text = { type: 'string' };
  const { values } = parseArguments({
    args,
    options: {
      seed: text,
      count: text,
      from: text,
      only: text,
      folders: text,
      engine: text,
      show: text,
      dist: text,
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (name, otherwise) => wholeNumber(values, name, otherwise);
  const engine = values.engine ?? 'onnx';
  if (!['onnx', 'tfjs'].includes(engine)) throw new UsageError('--engine is onnx or tfjs');
  const only = whole('only', undefined);
  return {
    help: values.help,
    json: values.json,
    seed: whole('seed', 1),
    count: only === undefined ? whole('count', 5000) : 1,
    from: only ?? whole('from', 0),
    only,
    show: whole('show', 20),
    folders: (values.folders ?? 'graphs/zoo').split(','),
    engine,
    dist: values.dist === undefined ? here('../dist') : resolve(values.dist),
  };
}

/** Tries mutants until the child is done, hangs or dies; resolves to the number of the mutant to go on with. */
const tried = (options, from, to, record) =>
  new Promise((resolve) => {
    const { dist, seed, folders, engine } = options;
    const given = { dist, seed, from, to, folders, engine, batchSize: BATCH_SIZE };
    const child = fork(here('fuzzing/training-worker.mjs'), [JSON.stringify(given)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let at = from;
    let isDone = false;
    let said = '';
    child.stderr.on('data', (text) => (said = `${said}${text}`.slice(-2000)));
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        record({ number: at, outcome: 'hung', error: `not done after ${PATIENCE} s` });
        isDone = true;
        child.kill('SIGKILL');
      }, PATIENCE * 1000);
    };
    wait();
    child.on('message', (message) => {
      wait();
      if (message.at !== undefined) at = message.at;
      else if (message.done) isDone = true;
      else record(message);
      if (message.done) at = to - 1;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (!isDone) record({ number: at, outcome: 'crashed', error: `${signal ?? code}: ${said}` });
      resolve(at + 1);
    });
  });

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(USAGE);
  needBuild();
  const outcomes = [];
  const record = (outcome) => {
    outcomes.push(outcome);
    if (process.stderr.isTTY) process.stderr.write(`\r${outcomes.length} of ${options.count} `);
  };
  const last = options.from + options.count;
  for (let from = options.from; from < last;) from = await tried(options, from, last, record);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');

  const { diagnosticCatalog } = await import('../dist/diagnostics/index.js');
  const mutant = mutants(options.seed, diagnosticCatalog, options.folders);
  const count = (kind) => outcomes.filter(({ outcome }) => outcome === kind).length;
  const bad = outcomes.filter(({ outcome }) => ['failed', 'hung', 'crashed'].includes(outcome));
  const soundCount = count('trained') + count('failed');
  const isGood =
    count('hung') + count('crashed') === 0 && count('failed') <= Math.ceil(soundCount * MOST_FAILURES);
  process.exitCode = isGood ? 0 : 1;
  if (options.only !== undefined) {
    const { text, overrides } = mutant(options.only);
    console.log(text, overrides, outcomes);
    return;
  }
  if (options.json) {
    const counts = Object.fromEntries(
      ['refused', 'large', 'trained', 'failed', 'hung', 'crashed'].map((kind) => [kind, count(kind)]),
    );
    return console.log(JSON.stringify({ ...options, counts, bad }, null, 2));
  }
  console.log(`${options.count} mutants of seed ${options.seed}, from ${options.from}\n`);
  console.log(
    table(
      ['mutants', ''],
      [
        ['refused by the check', count('refused')],
        ['too large to be tried', count('large')],
        ['trained for a step', count('trained')],
        ['let through, and failed', count('failed')],
        ['hung', count('hung')],
        ['crashed', count('crashed')],
      ],
    ),
  );
  for (const { number, outcome, where, phase, error } of bad.slice(0, options.show)) {
    const { from, done, overrides } = mutant(number);
    const place = where === undefined ? '' : ` in ${where} of ${phase}`;
    console.log(
      `\n${outcome}${place}: mutant ${number} (${from}: ${done.join(', ')}${overrides.map((each) => `, with ${each}`).join('')})\n  ${error}`,
    );
  }
}

await runScript(main);
