/**
 * lagraph's side of bench.mjs: training steps of the phases in bench/graphs, timed on request. Speaks as
 * keras_steps.py does; its arguments are the engine's name and the number of threads.
 *
 * A step is what a run does: draws are made while the engine computes the step before, figures are read back.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { changesIn, hoist } from '../dist/compiler/index.js';
import { compile } from '../dist/index.js';
import { stateOf, trainingStep } from '../dist/runtime/capture/index.js';
import { stream } from '../dist/runtime/streams/index.js';
import { feeder } from '../dist/runtime/trainer/feeds.js';
import { scalarsAt } from '../dist/runtime/trainer/schedules.js';
import { initialWeights } from '../dist/runtime/trainer/weights.js';
import { engineNamed } from '../dist/runtime/worker/engines.js';

const [engineName, threads] = process.argv.slice(2);

const graphs = new URL('graphs/', import.meta.url);
const phases = new Map();
for (const file of readdirSync(graphs)) {
  const program = compile(readFileSync(new URL(file, graphs), 'utf8'), { file: `bench/graphs/${file}` });
  for (const phase of program.phases) phases.set(phase.name, { program, phase });
}

const size = (shape) => shape.reduce((product, side) => product * side, 1);

/** A batch of noise for each field that a step reads, as if it were the data. */
function noise(step) {
  const fields = {};
  for (const input of step.inputs) {
    if (input.kind !== 'field') continue;
    const data = new Float32Array(size(step.values[input.value].shape));
    stream(1, `bench/${input.name}`).uniform(0, data);
    fields[input.name] = data;
  }
  return {
    examples: step.batchSize,
    fields,
    gather: (_order, _pass, names) => Object.fromEntries(names.map((name) => [name, fields[name]])),
    varies: () => false,
    key: (example) => example,
  };
}

async function stepper(engine, { program, phase }) {
  const wanted = [
    ...phase.updates.flatMap((update) => update.losses.map(({ wire }) => wire)),
    ...phase.metrics.map(({ wire }) => wire),
  ];
  // What frozen networks say of data that does not change is computed once, so it is no part of the step.
  const { wires } = hoist(phase.wires, wanted, () => true, changesIn(program, phase));
  const step = await trainingStep(program, { ...phase, wires }, phase.batchSize);
  const state = new Map();
  for (const { name } of phase.networks) {
    for (const [weight, tensor] of initialWeights(program, name)) state.set(weight, tensor);
  }
  for (const { name, shape, start } of stateOf(program, phase)) {
    if (!state.has(name)) state.set(name, { shape, data: new Float32Array(size(shape)).fill(start) });
  }
  const session = await engine.open({ threads: Number(threads) });
  await session.write(state);
  const prepared = await session.prepare(step);
  const feed = feeder(step, phase.batchSize, {
    set: noise(step),
    features: new Map(),
    seed: program.seed,
    scope: phase.name,
  });
  const batch = { pass: 0, examples: Int32Array.from({ length: phase.batchSize }, (_, i) => i) };
  const scalars = scalarsAt(phase, 0);
  let number = 0;
  let next = feed(batch, number++, scalars);
  return async () => {
    const running = prepared.run(next);
    next = feed(batch, number++, scalars);
    const { loss } = await running;
    if (!Number.isFinite(loss[0])) throw new Error(`the loss of ${phase.name} is ${loss[0]}`);
  };
}

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const engine = await engineNamed(engineName);
say({ version: engine.version, tasks: [...phases.keys()] });
const steppers = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { task, steps, warmup } = JSON.parse(line);
  if (!steppers.has(task)) steppers.set(task, await stepper(engine, phases.get(task)));
  const step = steppers.get(task);
  for (let i = 0; i < warmup; i++) await step();
  const ms = [];
  for (let i = 0; i < steps; i++) {
    const begun = performance.now();
    await step();
    ms.push(performance.now() - begun);
  }
  say({ task, ms });
}
process.exit(0);
