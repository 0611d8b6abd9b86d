/**
 * How processor time grows with a graph, one kind of growth after another: everything that `lagraph check` and `render` do is
 * to grow no faster than the text and what it expands to.
 *
 *   npm run build && node bench/time-complexity.mjs
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { UsageError } from './errors.mjs';
import { FAMILIES } from './time-complexity/graph-families.mjs';
import { here, needBuild } from './paths.mjs';
import { table } from './markdown-table.mjs';

const USAGE = `usage: node bench/time-complexity.mjs [options]

Graphs of ${Object.keys(FAMILIES).length} kinds at doubling sizes: seconds of the processor for check, its messages in all forms, and the views.

  --sizes 500,1000,2000   how large
  --only TEXT             kinds whose name holds the text
  --slow SECONDS          show only kinds that take so long at the largest size
  --dist DIR              another built lagraph (dist)
  --json                  one JSON object on standard output
  -h, --help              this

Exit 0: nothing grew faster than n to the power of 1.5. 1: something did, threw, or took more than 20 s. 2: wrong usage.`;

const PATIENCE = 20;
/** Below this, what is measured is chance. */
const NOTHING = 0.15;
const STEEPEST = 1.5;

function readOptions(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  let values;
  try {
    values = parseArgs({
      args,
      options: { sizes: text, only: text, slow: text, dist: text, json: flag, help: { ...flag, short: 'h' } },
    }).values;
  } catch (error) {
    throw new UsageError(`${error.message.split('\n')[0]} (--help lists the options)`);
  }
  const sizes = (values.sizes ?? '500,1000,2000').split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0))
    throw new UsageError('--sizes takes whole numbers with commas between them');
  const families = Object.keys(FAMILIES).filter((name) => name.includes(values.only ?? ''));
  if (families.length === 0) throw new UsageError(`--only: there is no kind whose name holds ${values.only}`);
  const slow = Number(values.slow ?? 0);
  if (!(slow >= 0)) throw new UsageError('--slow takes seconds');
  const dist = values.dist === undefined ? here('../dist') : resolve(values.dist);
  return { sizes, families, slow, dist, json: values.json, help: values.help };
}

/** The jobs in turn, with a worker anew after each that hangs or dies; larger sizes of that kind are left out. */
async function measured({ dist, sizes, families }) {
  const results = [];
  let jobs = families.flatMap((family) => sizes.map((n) => ({ family, n })));
  while (jobs.length > 0) {
    const { done, family, outcome } = await round(dist, jobs, results);
    if (done) break;
    const { n } = jobs.find(
      (job) => job.family === family && !results.some((r) => r.family === family && r.n === job.n),
    );
    results.push({ family, n, bytes: null, seconds: null, outcome });
    jobs = jobs.slice(jobs.findLastIndex((job) => job.family === family) + 1);
  }
  return results;
}

const round = (dist, jobs, results) =>
  new Promise((resolve) => {
    const worker = new Worker(new URL('./time-complexity/worker.mjs', import.meta.url), {
      workerData: { dist, jobs },
      resourceLimits: { maxOldGenerationSizeMb: 2048 },
    });
    let at;
    let timer;
    const end = (answer) => {
      clearTimeout(timer);
      worker.removeAllListeners();
      worker.on('error', () => {});
      void worker.terminate();
      resolve(answer);
    };
    worker.on('message', (message) => {
      clearTimeout(timer);
      if (message.done) return end({ done: true });
      if (message.begun) at = message.begun.family;
      else results.push(message);
      timer = setTimeout(() => end({ family: at, outcome: `more than ${PATIENCE} s` }), PATIENCE * 1000);
    });
    worker.on('error', (error) => end({ family: at, outcome: error.code ?? String(error) }));
  });

/** By how much it grows with the size: 1 is linear, 2 is by the square. Null where there is too little to tell. */
function power(rows) {
  const told = rows.filter(({ seconds }) => seconds !== null);
  const [before, last] = told.slice(-2);
  if (!last || !before || last.seconds < NOTHING) return null;
  return Math.log(last.seconds / before.seconds) / Math.log(last.n / before.n);
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(USAGE);
  needBuild();
  const results = await measured(options);
  const kinds = options.families.map((family) => {
    const rows = results.filter((row) => row.family === family);
    const steepness = power(rows);
    const failed = rows.some(({ seconds, outcome }) => seconds === null || outcome.startsWith('throws'));
    return { family, rows, power: steepness, bad: failed || (steepness !== null && steepness > STEEPEST) };
  });
  process.exitCode = kinds.some(({ bad }) => bad) ? 1 : 0;
  if (options.json) return console.log(JSON.stringify({ sizes: options.sizes, kinds }, null, 2));
  const shown = kinds.filter(({ rows, bad }) => bad || (rows.at(-1)?.seconds ?? Infinity) >= options.slow);
  const cell = (row) =>
    row === undefined ? '' : row.seconds === null ? row.outcome : row.seconds.toFixed(2);
  console.log(
    table(
      ['what grows', ...options.sizes.map((n) => `n = ${n}`), 'power', 'the largest is'],
      shown.map(({ family, rows, power: steepness, bad }) => [
        family,
        ...options.sizes.map((n) => cell(rows.find((row) => row.n === n))),
        `${steepness === null ? '–' : steepness.toFixed(1)}${bad ? ' !' : ''}`,
        rows.at(-1)?.outcome ?? '',
      ]),
    ),
  );
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
