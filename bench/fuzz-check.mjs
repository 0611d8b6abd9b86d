/**
 * Fuzzes `lagraph check` with mutated graphs and tests invariants: no exception, no hang, ranges within the text, no
 * two errors at one place, suggestions that fix the error, no control characters in the output.
 *
 *   npm run build && node bench/fuzz-check.mjs --count 20000
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UsageError } from './errors.mjs';
import { parseArguments, runScript } from './read-arguments.mjs';
import { wholeNumber } from './fuzzing/whole-number.mjs';
import { lagraphIn } from './fuzzing/import-lagraph.mjs';
import { LAWS, broken } from './fuzzing/invariants.mjs';
import { mutants } from './fuzzing/mutants.mjs';
import { here, needBuild } from './paths.mjs';
import { table } from './markdown-table.mjs';

const USAGE = `usage: node bench/fuzz-check.mjs [options]

Mutants of the repository's graphs are checked; what breaks a law is counted, and the first few of each are shown.

  --seed N        which mutants (1)
  --count N       how many (2000)
  --from N        the first one's number (0)
  --only N        one mutant: its text, and what it breaks
  --laws a,b      only these laws (${Object.keys(LAWS).join(', ')})
  --show N        how many of each law are shown (3)
  --keep DIR      write every mutant that breaks a law to a file there
  --dist DIR      another built lagraph (dist)
  --json          one JSON object on standard output
  -h, --help      this

Exit 0: no law was broken. 1: some were. 2: wrong usage.`;

/** Seconds without a message after which a mutant counts as a hang. */
const PATIENCE = 30;
/** Heap limit in MiB, far above what a graph of normal size needs. */
const HEAP = 2048;

function readOptions(args) {
  const text = { type: 'string' };
  const { values } = parseArguments({
    args,
    options: {
      seed: text,
      count: text,
      from: text,
      only: text,
      laws: text,
      show: text,
      keep: text,
      dist: text,
      json: { type: 'boolean', default: false },
    },
  });
  const whole = (name, otherwise) => wholeNumber(values, name, otherwise);
  const laws = values.laws?.split(',') ?? Object.keys(LAWS);
  const unknown = laws.find((law) => !Object.hasOwn(LAWS, law));
  if (unknown !== undefined)
    throw new UsageError(`--laws: there is no ${unknown}; there are ${Object.keys(LAWS).join(', ')}`);
  return {
    help: values.help,
    json: values.json,
    seed: whole('seed', 1),
    count: whole('count', 2000),
    from: whole('from', 0),
    only: whole('only', undefined),
    show: whole('show', 3),
    laws: new Set(laws),
    keep: values.keep,
    dist: values.dist === undefined ? here('../dist') : resolve(values.dist),
  };
}

/** Tests mutants until the worker is done, hangs or crashes; resolves to the number of the mutant to continue with. */
const tried = ({ dist, seed }, from, to, found, progress) =>
  new Promise((resolve) => {
    let at = from;
    const worker = new Worker(new URL('./fuzzing/worker.mjs', import.meta.url), {
      workerData: { dist, seed, from, to },
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    });
    let timer;
    const end = (next, detail) => {
      clearTimeout(timer);
      worker.removeAllListeners();
      worker.on('error', () => {});
      void worker.terminate();
      if (detail !== undefined) found(at, undefined, [detail]);
      resolve(next);
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(
        () => end(at + 1, { law: 'slow', detail: `not done after ${PATIENCE} s` }),
        PATIENCE * 1000,
      );
    };
    wait();
    worker.on('message', (message) => {
      wait();
      if (message.done) return end(to);
      if (message.at !== undefined) {
        at = message.at;
        return progress(at);
      }
      return found(message.mutant.number, message.mutant, message.found);
    });
    worker.on('error', (error) => end(at + 1, { law: 'throws', detail: error.stack ?? String(error) }));
  });

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return console.log(USAGE);
  needBuild();
  const lib = await lagraphIn(options.dist);
  const mutant = mutants(options.seed, lib.catalog);
  if (options.only !== undefined) return one(options, lib, mutant(options.only));

  const breaches = [];
  const found = (number, made, all) => {
    const kept = all.filter(({ law }) => options.laws.has(law));
    if (kept.length === 0) return;
    const { text, overrides, from, done } = made ?? mutant(number);
    for (const { law, detail } of kept) breaches.push({ law, detail, number, from, done, overrides });
    if (options.keep === undefined) return;
    mkdirSync(options.keep, { recursive: true });
    writeFileSync(join(options.keep, `${options.seed}-${number}.yaml`), text);
  };
  const last = options.from + options.count;
  const progress = (at) => {
    if (process.stderr.isTTY && at % 20 === 0)
      process.stderr.write(`\r${at - options.from} of ${options.count}, ${breaches.length} breaches `);
  };
  for (let from = options.from; from < last;) from = await tried(options, from, last, found, progress);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  process.exitCode = breaches.length > 0 ? 1 : 0;
  report(options, breaches);
}

/** The violated invariants, each once. */
const lawsOf = (breaches) => new Set(breaches.map(({ law, number }) => `${law} ${number}`));

function report({ seed, from, count, laws, show, json }, breaches) {
  if (json) return console.log(JSON.stringify({ seed, from, count, breaches }, null, 2));
  const mutantsOf = [...lawsOf(breaches)].map((key) => key.split(' ')[0]);
  const rows = [...laws].map((law) => [LAWS[law], mutantsOf.filter((each) => each === law).length]);
  console.log(`${count} mutants of seed ${seed}, from ${from}\n`);
  console.log(table(['what must not be', 'mutants'], rows));
  for (const law of laws) {
    for (const { detail, number, from: file, done, overrides } of breaches
      .filter((each) => each.law === law)
      .slice(0, show)) {
      const changed = overrides.length > 0 ? `, with ${overrides.join(' ')}` : '';
      console.log(`\n${law}: mutant ${number} (${file}: ${done.join(', ')}${changed})\n  ${detail}`);
    }
  }
}

function one({ laws }, lib, made) {
  console.log(made.text);
  console.log(
    `# ${made.from}: ${made.done.join(', ')}${made.overrides.map((each) => `, with ${each}`).join('')}\n`,
  );
  const found = broken(lib, made).filter(({ law }) => laws.has(law));
  for (const { law, detail } of found) console.log(`${law}: ${detail}`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

await runScript(main);
