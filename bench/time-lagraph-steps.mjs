/**
 * lagraph's process for bench.mjs: training steps of the phases in bench/graphs, timed on request. The protocol is
 * that of keras_steps.py; its arguments are the engine's name and the number of threads.
 */
import { createInterface } from 'node:readline';
import { benchEngine, openStep, timeSteps } from './lagraph-step.mjs';
import { benchTasks } from './benchmark-phases.mjs';

const [engineName, threads] = process.argv.slice(2);

const phases = benchTasks();

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const engine = await benchEngine(engineName);
say({ version: engine.version, tasks: [...phases.keys()] });
/** One task at a time is open, as in a run: threads that wait for the steps of another would not be free. */
let opened = { task: null, step: null };
for await (const line of createInterface({ input: process.stdin })) {
  const { task, steps, warmup } = JSON.parse(line);
  if (opened.task !== task) {
    await opened.step?.close();
    const { program, phase } = phases.get(task);
    opened = { task, step: await openStep(engine, program, phase, Number(threads)) };
  }
  say({ task, ms: await timeSteps(opened.step, steps, warmup) });
}
process.exit(0);
