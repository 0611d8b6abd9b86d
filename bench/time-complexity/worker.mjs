/**
 * Checks one graph after another and posts the processor seconds, or the number of executed blocks, and the outcome.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { lagraphIn } from '../fuzzing/import-lagraph.mjs';
import { everything } from './check-and-render.mjs';
import { counter, steepest, sum } from './count-blocks.mjs';
import { graphOf } from './graph-families.mjs';

const { dist, jobs, work } = workerData;
// Only code that is loaded after this is counted.
const count = work ? counter(pathToFileURL(dist).href) : undefined;
const lib = await lagraphIn(dist);
let before;
// Warm-up: code is slow the first time, whatever the size.
for (let round = 0; round < 3; round += 1) everything(lib, graphOf('phases one after another', 30));
for (const { family, n } of jobs) {
  parentPort.postMessage({ begun: { family, n } });
  const graph = graphOf(family, n);
  const result = { family, n, bytes: graph.text.length };
  const check = () => {
    try {
      const { diagnostics } = everything(lib, graph);
      const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
      result.outcome = errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : 'good';
    } catch (error) {
      result.outcome = `throws ${String(error).slice(0, 60)}`;
    }
  };
  if (count) {
    const counts = count.of(check);
    result.amount = sum(counts);
    if (before?.family === family) result.steepest = steepest(before.counts, counts, n / before.n);
    before = { family, n, counts };
  } else {
    const begun = process.cpuUsage();
    check();
    const { user, system } = process.cpuUsage(begun);
    result.amount = (user + system) / 1e6;
  }
  parentPort.postMessage(result);
}
parentPort.postMessage({ done: true });
