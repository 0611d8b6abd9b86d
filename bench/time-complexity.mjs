/**
 * Time complexity of `lagraph check` and `render`: processor time must grow no faster than the text and what it
 * expands to.
 *
 *   npm run build && node bench/time-complexity.mjs
 *   node bench/time-complexity.mjs --work         counts of executed blocks, which are the same everywhere, instead of seconds
 */
import { resolve } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { UsageError } from './errors.mjs';
import { parseArguments, runScript } from './read-arguments.mjs';
import { here, needBuild } from './paths.mjs';
import { FAMILIES } from './time-complexity/graph-families.mjs';
import { kindOf, page, shown, STEEPEST, summary } from './time-complexity/report.mjs';

/** Limit in processor seconds: other processes don't affect it. */
const PATIENCE = 20;
const WORK_SIZES = '80,160';

const USAGE = `usage: node bench/time-complexity.mjs [options]

Graphs of ${Object.keys(FAMILIES).length} kinds at doubling sizes: seconds of the processor for check, its messages in all forms, and the views.

  --sizes 500,1000,2000   how large (with --work, ${WORK_SIZES})
  --work                  blocks of lagraph's code that are run, as V8 counts them, in place of seconds
  --only TEXT             kinds whose name holds the text
  --slow SECONDS          show only kinds that take so long (or so many blocks) at the largest size
  --dist DIR              another built lagraph (dist)
  --json                  one JSON object on standard output
  --markdown              what docs/time-complexity.md is: the machine, in short, and the table
  -h, --help              this

Exit 0: nothing grew faster than n to the power of ${STEEPEST.seconds} (with --work, ${STEEPEST.work}); kinds whose graph stands for
n times n values, ${STEEPEST.squares}. 1: something did, threw, or took more than ${PATIENCE} s. 2: wrong usage.`;

function readOptions(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const { values } = parseArguments({
    args,
    options: {
      sizes: text,
      only: text,
      slow: text,
      dist: text,
      work: flag,
      json: flag,
      markdown: flag,
    },
  });
  const sizes = (values.sizes ?? (values.work ? WORK_SIZES : '500,1000,2000')).split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0))
    throw new UsageError('--sizes takes whole numbers with commas between them');
  const families = Object.keys(FAMILIES).filter((name) => name.includes(values.only ?? ''));
  if (families.length === 0) throw new UsageError(`--only: there is no kind whose name holds ${values.only}`);
  const slow = Number(values.slow ?? 0);
  if (!(slow >= 0)) throw new UsageError('--slow takes seconds');
  const dist = values.dist === undefined ? here('../dist') : resolve(values.dist);
  const { work, json, markdown, help } = values;
  return { sizes, families, slow, dist, work, json, markdown, help };
}

/**
 * Runs the jobs in turn, with a new worker after each that hangs or crashes; larger sizes of that family are skipped.
 */
async function measured({ dist, sizes, families, work }) {
  const results = [];
  let jobs = families.flatMap((family) => sizes.map((n) => ({ family, n })));
  while (jobs.length > 0) {
    const { done, outcome } = await round({ dist, jobs, work }, results);
    // Jobs are done in order.
    const open = jobs.find(({ family, n }) => !results.some((r) => r.family === family && r.n === n));
    if (done || !open) break;
    const { family, n } = open;
    results.push({ family, n, bytes: null, amount: null, outcome });
    jobs = jobs.slice(jobs.findLastIndex((job) => job.family === family) + 1);
  }
  return results;
}

const round = (workerData, results) =>
  new Promise((resolve) => {
    const worker = new Worker(new URL('./time-complexity/worker.mjs', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 2048 },
    });
    let begun = process.cpuUsage();
    const timer = setInterval(() => {
      const { user, system } = process.cpuUsage(begun);
      if ((user + system) / 1e6 > PATIENCE) end({ outcome: `more than ${PATIENCE} s` });
    }, 500);
    const end = (answer) => {
      clearInterval(timer);
      worker.removeAllListeners();
      worker.on('error', () => {});
      void worker.terminate();
      resolve(answer);
    };
    worker.on('message', (message) => {
      if (message.done) return end({ done: true });
      if (!message.begun) results.push(message);
      begun = process.cpuUsage();
    });
    worker.on('error', (error) => end({ outcome: error.code ?? String(error) }));
  });

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(USAGE);
  needBuild();
  const results = await measured(options);
  const kinds = options.families.map((family) =>
    kindOf(
      family,
      results.filter((row) => row.family === family),
      options.work,
    ),
  );
  process.exitCode = kinds.some(({ bad }) => bad) ? 1 : 0;
  if (options.json) return console.log(JSON.stringify({ sizes: options.sizes, kinds }, null, 2));
  if (options.markdown) return console.log(page(kinds, options));
  const some = kinds.filter(({ rows, bad }) => bad || (rows.at(-1)?.amount ?? Infinity) >= options.slow);
  console.log(`${shown(some, options)}\n\n${summary(kinds, options)}`);
}

await runScript(main);
