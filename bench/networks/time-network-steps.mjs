/**
 * lagraph's process for bench-networks.mjs: training steps of graphs that it is told, timed on request. Arguments are the
 * engine's name and the number of threads; the protocol is that of ../keras_network_steps.py.
 */
import { createInterface } from 'node:readline';
import { compile } from '../../dist/index.js';
import { benchEngine, openStep, timeSteps } from '../lagraph-step.mjs';

const [engineName, threads] = process.argv.slice(2);
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const engine = await benchEngine(engineName);
say({ version: engine.version });
let opened = null;

const answers = {
  async open({ text }) {
    const program = compile(text, { file: 'network.yaml' });
    // As with data that are augmented: what a frozen network makes of them is computed in each step.
    opened = await openStep(engine, program, program.phases[0], Number(threads), { hoisted: false });
    return { chosen: opened.chosen };
  },
  time: async ({ steps, warmup }) => ({ ms: await timeSteps(opened, steps, warmup) }),
  async close() {
    await opened?.close();
    opened = null;
    return {};
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...request } = JSON.parse(line);
  // What an engine can't do is told; the next network is opened all the same.
  say(await answers[ask](request).catch((error) => ({ failed: error.message.split('\n')[0] })));
}
process.exit(0);
