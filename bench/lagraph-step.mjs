/** lagraph's training steps as functions that take one step; shared by all benchmarks of steps. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networksChangedBy, hoistFrozenCalls } from '../dist/compiler/index.js';
import { declareState, trainingStep } from '../dist/runtime/capture/index.js';
import { withCallQueue, onnxEngine } from '../dist/runtime/engines/index.js';
import { randomStream } from '../dist/runtime/random-streams/index.js';
import { stepWires } from '../dist/runtime/plan/feature-hoisting.js';
import { createStepFeeder } from '../dist/runtime/trainer/step-feeds.js';
import { scheduledScalars } from '../dist/runtime/trainer/scalar-schedules.js';
import { createBufferPool } from '../dist/runtime/trainer/buffer-pool.js';
import { pipelineSteps } from '../dist/runtime/trainer/step-pipeline.js';
import { initialWeights } from '../dist/runtime/trainer/load-weights.js';
import { candidateEngines } from '../dist/runtime/worker/candidate-engines.js';
import { compareEngines } from '../dist/runtime/worker/compare-engines.js';
import { engineNamed } from '../dist/runtime/worker/engine-selection.js';

/** `auto`: its engine, and the threads, are chosen for each step as a run chooses them, with nothing known before. */
async function choosingEngine() {
  const { candidates } = await candidateEngines();
  const engines = await Promise.all(candidates.map(engineNamed));
  // The base engine is the last.
  const base = engines.at(-1);
  return {
    name: 'auto',
    version: engines.map((engine) => `${engine.name} ${engine.version}`).join(', '),
    async choose(compared) {
      const cache = mkdtempSync(join(tmpdir(), 'lagraph-bench-'));
      try {
        return await compareEngines(engines, base, compared, cache);
      } finally {
        rmSync(cache, { recursive: true, force: true });
      }
    },
  };
}

/**
 * An engine by its name in `--engine`, or `onnx-plain`: without onnxruntime's blocked kernels, and in this thread. With
 * `auto`, `openStep` chooses.
 */
export async function benchEngine(name) {
  if (name === 'auto') return choosingEngine();
  if (name !== 'onnx-plain') return engineNamed(name);
  const engine = withCallQueue(onnxEngine({ images: 'plain' }));
  return { ...engine, version: `${engine.version}, plain` };
}

const size = (shape) => shape.reduce((product, side) => product * side, 1);

/** A batch of noise for each field that a step reads, in place of data. */
function noise(step) {
  const fields = {};
  for (const input of step.inputs) {
    if (input.kind !== 'field') continue;
    const data = new Float32Array(size(step.values[input.value].shape));
    randomStream(1, `bench/${input.name}`).uniform(0, data);
    fields[input.name] = data;
  }
  return {
    examples: step.batchSize,
    fields,
    // Copied, as a batch of data is: the engine may transfer the arrays.
    gather: (_order, _pass, names, arrays) =>
      Object.fromEntries(
        names.map((name) => {
          const copy = arrays.floats(fields[name].length);
          copy.set(fields[name]);
          return [name, copy];
        }),
      ),
    varies: () => false,
    key: (example) => example,
  };
}

/**
 * Prepares a phase for stepping. Steps are pipelined as in a run: the next batch and its draws are made while the
 * engine computes the current step, and metrics are read back.
 *
 * @param hoisted whether outputs of frozen networks are taken to be known, as in a run whose data don't change
 * @returns `take`, which takes a number of steps and yields after each, and `close`, which frees the memory
 */
export async function openStep(engine, program, phase, threads, { hoisted = true } = {}) {
  const { wires } = hoistFrozenCalls(
    phase.wires,
    stepWires(phase),
    () => hoisted,
    networksChangedBy(program, phase),
  );
  const step = await trainingStep(program, { ...phase, wires }, phase.batchSize);
  const state = new Map();
  for (const { name } of phase.networks) {
    for (const [weight, tensor] of initialWeights(program, name)) state.set(weight, tensor);
  }
  for (const { name, shape, start } of declareState(program, phase)) {
    if (!state.has(name)) state.set(name, { shape, data: new Float32Array(size(shape)).fill(start) });
  }
  const chosen = engine.choose ? await engine.choose({ program, phase, step, threads }) : { engine, threads };
  const session = await chosen.engine.open({ threads: chosen.threads });
  await session.write(state);
  const prepared = await session.prepare(step);
  const bufferPool = createBufferPool();
  const source = { set: noise(step), features: new Map(), seed: program.seed, scope: phase.name };
  const feed = createStepFeeder(step, phase.batchSize, source, bufferPool);
  const batch = { dataPass: 0, examples: Int32Array.from({ length: phase.batchSize }, (_, i) => i) };
  const scalars = scheduledScalars(phase, 0);
  let number = 0;
  return {
    /** Its engine and number of threads. */
    chosen: `${chosen.engine.name} x ${chosen.threads}`,
    async *take(steps) {
      const end = number + steps;
      // No step is in flight at the end: it would run during another process's turn.
      const next = () => (number < end ? { prepared, feeds: feed(batch, number++, scalars) } : null);
      for await (const { results } of pipelineSteps(next, bufferPool)) {
        if (!Number.isFinite(results.loss[0])) {
          throw new Error(`the loss of ${phase.name} is ${results.loss[0]}`);
        }
        yield;
      }
    },
    async close() {
      await prepared.dispose();
      await session.close();
    },
  };
}

/**
 * Milliseconds from the end of one step to the end of the next, for `steps` steps after `warmup` that are not
 * counted.
 */
export async function timeSteps(opened, steps, warmup) {
  const ms = [];
  let before = performance.now();
  for await (const _ of opened.take(warmup + steps)) {
    const now = performance.now();
    ms.push(now - before);
    before = now;
  }
  return ms.slice(warmup);
}
