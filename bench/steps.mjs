/** Times a training step of each of the reference's networks, in lagraph and in the peers, side by side. */
import { UsageError } from './errors.mjs';
import { machine } from './machine.mjs';
import { peersOf } from './peers.mjs';
import { here, lagraphVersion } from './paths.mjs';
import { startSide } from './benchmark-process.mjs';
import { turns } from './statistics.mjs';
import { stepReport, stepsTables } from './steps-report.mjs';
import { listed } from './markdown-table.mjs';

const startOwn = (engine, threads) =>
  startSide(engine, process.execPath, [here('time-lagraph-steps.mjs'), engine, String(threads)]);

const startPeer = ({ name, python, script, args }, threads) =>
  startSide(name, python, [here(script), String(threads), ...args]);

function chosen(tasks, all) {
  const unknown = tasks?.find((task) => !all.includes(task));
  if (unknown !== undefined) throw new UsageError(`there is no task ${unknown}; there are ${all.join(', ')}`);
  return tasks ?? all;
}

/** Milliseconds of a step by task and process, one a round; none where a peer has no such task. Processes take turns within each task. */
async function takeTurns(sides, tasks, rounds, say) {
  const times = Object.fromEntries(
    tasks.map((task) => [task, Object.fromEntries(sides.map(({ name }) => [name, []]))]),
  );
  for (const task of tasks) {
    for (let round = 0; round < rounds; round++) {
      say(`${task}, round ${round + 1} of ${rounds}`);
      for (const side of turns(sides, round))
        if (side.hello.tasks.includes(task)) times[task][side.name].push(await side.time(task));
    }
  }
  return times;
}

export async function benchSteps(options) {
  const { engines, threads, keras, torch } = options;
  const { peers: ready, notices } = peersOf(options.peers, { keras, torch });
  for (const notice of notices) process.stderr.write(`${notice}\n`);
  // Started one after another: starting uses all cores, and an error is reported once.
  const sides = [];
  for (const engine of engines) sides.push(await startOwn(engine, threads));
  const tasks = chosen(options.tasks, sides[0].hello.tasks);
  for (const peer of ready) sides.push(await startPeer(peer, threads));
  const times = await takeTurns(sides, tasks, options.rounds, options.say);
  for (const side of sides) side.end();

  const peers = ready.map(({ name }) => name);
  const steps = tasks.map((task) => stepReport(task, times[task], engines, peers));
  const versions = {
    lagraph: lagraphVersion,
    ...Object.fromEntries(sides.map(({ name, hello }) => [name, hello.version])),
  };
  const measured = { ...machine(), threads };
  if (options.json) {
    console.log(JSON.stringify({ machine: measured, versions, rounds: options.rounds, steps }));
    return;
  }
  console.log(stepsTables(steps, engines, peers));
  console.log();
  console.log(listed({ rounds: options.rounds, ...measured, ...versions }));
}
