/** A child of bench/fuzz-train.mjs: checks mutants and trains what is sound, and says the number of each before it begins. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { here } from '../paths.mjs';
import { startingStateIn } from '../starting-state.mjs';
import { mutants } from './mutants.mjs';
import { isTooLarge, trainOneStep } from './train-one-step.mjs';

const { dist, seed, from, to, folders, batchSize, engine: wanted } = JSON.parse(process.argv[2]);
const load = (file) => import(pathToFileURL(join(dist, file)).href);
const { check } = await load('index.js');
const { planSummary } = await load('compiler/index.js');
const { shapeSize } = await load('vocabulary/index.js');
const { diagnosticCatalog } = await load('diagnostics/index.js');
const { declareState, trainingStep } = await load('runtime/capture/index.js');
const { initialWeights } = await load('runtime/trainer/load-weights.js');
const { onnxEngine } = wanted === 'onnx' ? await load('runtime/engines/onnx/index.js') : {};
const { tfjsEngine } = wanted === 'tfjs' ? await load('runtime/engines/tfjs/index.js') : {};
const engine = await (onnxEngine ?? tfjsEngine)();

const startingState = startingStateIn({ declareState, initialWeights, shapeSize });

const readPart = (file) => {
  try {
    return { text: readFileSync(here(`../${posix.normalize(file)}`), 'utf8') };
  } catch {
    return { problem: 'no such file' };
  }
};

const mutant = mutants(seed, diagnosticCatalog, folders);
for (let number = from; number < to; number += 1) {
  process.send({ at: number });
  const made = mutant(number);
  const { program } = check(made.text, { file: made.from, overrides: made.overrides, readPart });
  if (!program) process.send({ number, outcome: 'refused' });
  else if (isTooLarge(program, { planSummary, shapeSize }, batchSize))
    process.send({ number, outcome: 'large' });
  else {
    const failed = await trainOneStep(
      program,
      engine,
      { trainingStep, startingState, shapeSize },
      seed,
      batchSize,
    );
    process.send({ number, outcome: failed ? 'failed' : 'trained', ...failed });
  }
}
process.send({ done: true }, () => process.exit(0));
