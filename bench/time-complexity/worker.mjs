/** One graph, timed: seconds of the processor, and what came of it. */
import { parentPort, workerData } from 'node:worker_threads';
import { lagraphIn } from '../fuzzing/import-lagraph.mjs';
import { graphOf } from './graph-families.mjs';
import { everything } from './check-and-render.mjs';

const { dist, jobs } = workerData;
const lib = await lagraphIn(dist);
// Code that has not run yet is slow whatever the size.
for (let round = 0; round < 3; round += 1) everything(lib, graphOf('phases one after another', 30));
for (const { family, n } of jobs) {
  const graph = graphOf(family, n);
  parentPort.postMessage({ begun: { family, n } });
  const begun = process.cpuUsage();
  let outcome;
  try {
    const { diagnostics } = everything(lib, graph);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    outcome = errors > 0 ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : 'good';
  } catch (error) {
    outcome = `throws ${String(error).slice(0, 60)}`;
  }
  const { user, system } = process.cpuUsage(begun);
  parentPort.postMessage({ family, n, bytes: graph.text.length, seconds: (user + system) / 1e6, outcome });
}
parentPort.postMessage({ done: true });
