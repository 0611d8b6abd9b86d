/** Times training steps of generated networks, in lagraph and in Keras, side by side. */
import { writeFileSync } from 'node:fs';
import { UsageError } from '../errors.mjs';
import { machine } from '../machine.mjs';
import { listed } from '../markdown-table.mjs';
import { lagraphVersion } from '../paths.mjs';
import { peersOf } from '../peers.mjs';
import { networkOf } from './generate.mjs';
import { networkText } from './graph.mjs';
import { lagraph } from './lagraph.mjs';
import { means, networksReport, problems } from './report.mjs';
import { kerasSide, ownSide } from './side.mjs';
import { timeNetwork } from './time-network.mjs';

const progress = (result) =>
  [
    `${result.index}: ${result.description}`,
    ...Object.entries(result.ratios).map(
      ([engine, { median }]) => `  ${engine} (${result.chosen[engine]}) ${median.toFixed(2)} of Keras's time`,
    ),
    ...problems([result]).map((problem) => `  ${problem}`),
  ].join('\n');

export async function benchNetworks(options) {
  const { engines, threads, networks, seed, only, rounds, say } = options;
  const indices = only ?? Array.from({ length: networks }, (_, index) => index);
  const tooLarge = indices.find((index) => index >= networks);
  if (tooLarge !== undefined)
    throw new UsageError(
      `--only ${tooLarge}: the networks of --networks ${networks} are 0 to ${networks - 1}`,
    );
  const tasks = indices.map((index) => networkOf(seed, index, lagraph));
  if (options.show) {
    for (const task of tasks) console.log(`# ${task.index}: ${task.description}\n${networkText(task)}`);
    return;
  }

  const { peers, notices } = peersOf(options.peers, { keras: options.keras });
  for (const notice of notices) process.stderr.write(`${notice}\n`);
  // Started one after another: starting uses all cores, and an error is reported once.
  const sides = [];
  for (const engine of engines) sides.push(await ownSide(engine, threads));
  for (const { python } of peers) sides.push(await kerasSide(python, threads));

  const report = (results) => ({
    machine: { ...machine(), threads },
    versions: {
      lagraph: lagraphVersion,
      ...Object.fromEntries(sides.map(({ name, hello }) => [name, hello.version])),
    },
    seed,
    rounds,
    networks: results,
    means: means(results, engines),
  });
  const results = [];
  for (const task of tasks) {
    const { index, name, description, kinds, cost } = task;
    const timed = await timeNetwork(task, networkText(task), sides, rounds);
    const result = { index, name, description, kinds, cost, ...timed };
    results.push(result);
    say(progress(result));
    // After each, so that a sitting that is broken off was not for nothing.
    if (options.save !== undefined) writeFileSync(options.save, `${JSON.stringify(report(results))}\n`);
  }
  for (const side of sides) side.end();

  if (options.json) {
    console.log(JSON.stringify(report(results)));
  } else {
    const { machine: measured, versions } = report(results);
    const names = sides.map(({ name }) => name);
    console.log(networksReport(results, engines, names));
    console.log();
    console.log(listed({ seed, rounds, ...measured, ...versions }));
  }
  if (results.some(({ differs }) => differs)) process.exitCode = 1;
}
