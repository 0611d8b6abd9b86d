/** Tests mutants one after another and posts the number before each, so that the parent knows which one hangs. */
import { parentPort, workerData } from 'node:worker_threads';
import { lagraphIn } from './import-lagraph.mjs';
import { broken } from './invariants.mjs';
import { mutants } from './mutants.mjs';

const { dist, seed, from, to } = workerData;
const lib = await lagraphIn(dist);
const mutant = mutants(seed, lib.catalog);
for (let number = from; number < to; number += 1) {
  const made = mutant(number);
  parentPort.postMessage({ at: number });
  const found = broken(lib, made);
  if (found.length > 0) parentPort.postMessage({ mutant: made, found });
}
parentPort.postMessage({ done: true });
