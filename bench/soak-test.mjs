/**
 * Tests for memory leaks: takes many steps of one of the benchmark's tasks and samples the resident set size.
 *
 *   npm run build && node bench/soak-test.mjs --help
 *
 * The first tenth of the steps is warm-up: caches fill, code is compiled. Exits 1 if memory at the end exceeds that
 * after the warm-up by more than --most MiB.
 */
import { availableParallelism } from 'node:os';
import { benchEngine, openStep } from './lagraph-step.mjs';
import { mebibytes, table } from './markdown-table.mjs';
import { readArguments } from './read-arguments.mjs';
import { benchTasks } from './benchmark-phases.mjs';

const USAGE = `usage: node bench/soak-test.mjs [options]

  --engine NAME   which engine takes the steps (tensorflow)
  --task NAME     one of the benchmark's tasks (linker)
  --steps N       how many, 10 or more (100000)
  --most MIB      how much memory may grow after the first tenth (32)
  --json          one JSON object on standard output
  -h, --help      this

For example: npm run build && node bench/soak-test.mjs --engine onnx --steps 20000

Exit 0: it grew by no more than that. 1: it grew by more. 2: wrong usage.`;

const options = readArguments(USAGE, {
  options: {
    engine: { type: 'string', default: 'tensorflow' },
    task: { type: 'string', default: 'linker' },
    steps: { type: 'string', default: '100000' },
    most: { type: 'string', default: '32' },
    json: { type: 'boolean', default: false },
  },
}).values;
const steps = Number(options.steps);
const most = Number(options.most);
const found = benchTasks().get(options.task);
if (!found || !(steps >= 10) || !(most > 0)) {
  console.error(USAGE);
  process.exit(2);
}

const PARTS = 10;
const engine = await benchEngine(options.engine);
const opened = await openStep(engine, found.program, found.phase, availableParallelism());
const ends = Array.from({ length: PARTS }, (_, part) => Math.floor(((part + 1) * steps) / PARTS));
const sizes = [];
for (const [part, end] of ends.entries()) {
  for await (const _ of opened.take(end - (ends[part - 1] ?? 0)));
  sizes.push(process.memoryUsage().rss);
}
await opened.close();
const grown = sizes.at(-1) - sizes[0];
const facts = { engine: engine.version, task: options.task, steps, rss: sizes, grown };
if (options.json) console.log(JSON.stringify(facts));
else {
  const rows = sizes.map((size, part) => [ends[part], mebibytes(size)]);
  console.log(`${options.task} on ${engine.version}\n`);
  console.log(table(['steps', 'resident MiB'], rows));
  console.log(`\ngrown since the first tenth: ${mebibytes(grown)} MiB (at most ${most})`);
}
process.exit(grown > most * 2 ** 20 ? 1 : 0);
