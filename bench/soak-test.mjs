/**
 * Tests for memory leaks: takes many steps of one of the benchmark's tasks and samples the resident set size.
 *
 *   npm run build && node bench/soak-test.mjs [--engine tensorflow] [--task linker] [--steps 100000] [--most 32] [--json]
 *
 * The first tenth of the steps is warm-up: caches fill, code is compiled. Exits 1 if memory at the end exceeds that
 * after the warm-up by more than --most MiB.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { benchEngine, openStep } from './lagraph-step.mjs';
import { mebibytes, table } from './markdown-table.mjs';
import { benchTasks } from './benchmark-phases.mjs';

const { values: options } = parseArgs({
  options: {
    engine: { type: 'string', default: 'tensorflow' },
    task: { type: 'string', default: 'linker' },
    steps: { type: 'string', default: '100000' },
    most: { type: 'string', default: '32' },
    json: { type: 'boolean', default: false },
  },
});
const steps = Number(options.steps);
const most = Number(options.most);
const found = benchTasks().get(options.task);
if (!found || !(steps >= 10) || !(most > 0)) {
  console.error(
    'usage: node bench/soak-test.mjs [--engine NAME] [--task NAME] [--steps N, 10 or more] [--most MIB]',
  );
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
