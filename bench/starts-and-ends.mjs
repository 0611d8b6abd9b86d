/** Starts and ends processes that train by one engine: whether they end well, and with the same weights each time. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { remove, run, weights, writeCase } from './fault-injection/harness.mjs';
import { command, readOptions } from './fault-injection/options.mjs';

const USAGE = `usage: node bench/starts-and-ends.mjs [--rounds 500] [--engine onednn] [--json]

Each round is a run of a small graph in an empty store: two phases, each trained by a process of its own that loads the
engine's library. Every run must end with 0 and say nothing on standard error, and all must have the same weights.`;

/** Processes that trained. */
const trainings = (out) =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === 'begin').length;

export async function rounds(args, say) {
  const options = readOptions(args, USAGE, 500, { engine: { type: 'string', default: 'onednn' } });
  if (options.help) return options.help;
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-starts-'));
  const store = join(folder, 'store');
  const report = { rounds: options.rounds, engine: options.engine, 'processes that trained': 0, wrong: [] };
  try {
    await writeCase(folder);
    let expected;
    for (let round = 1; round <= options.rounds; round += 1) {
      const { code, signal, out, err } = await run(
        folder,
        store,
        ['epochs=1', '--engine', options.engine],
        {},
      );
      if (code !== 0 || err !== '') {
        report.wrong.push(`round ${round} ends with ${signal ?? code}: ${err.slice(-300)}`);
      } else {
        report['processes that trained'] += trainings(out);
        const found = await weights(store);
        expected ??= found;
        if (found !== expected) report.wrong.push(`round ${round}: other weights`);
      }
      await remove(store);
      if (round % 10 === 0) say(`${round} of ${options.rounds}`);
    }
    return { json: options.json, report, wrong: report.wrong };
  } finally {
    await remove(folder);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await command(rounds);
