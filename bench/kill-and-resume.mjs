/** Kills runs at random moments (SIGKILL, with all their children) and resumes them each time. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { faultsOf, remove, start, weights, writeCase } from './fault-injection/harness.mjs';
import { command, readOptions } from './fault-injection/options.mjs';
import { mulberry32 } from './mulberry32.mjs';

const USAGE = `usage: node bench/kill-and-resume.mjs [--rounds 100] [--seed 1] [--json] [-- GRAPH [options of lagraph run]]

Each round is a kill. After it the store must be whole. A run that is done before it is killed must have the weights of a run
that was left alone; the next begins on an empty store. Without a graph, a small one of the script's own is trained.
For example: node bench/kill-and-resume.mjs --rounds 10 -- graphs/signs-to-mnist.yaml --profile quick --data DIR`;

/** Waits for the end of a run, or kills it after a number of seconds. */
async function killed({ child, finished }, seconds) {
  const begun = performance.now();
  const timer = seconds && setTimeout(() => process.kill(-child.pid, 'SIGKILL'), seconds * 1000);
  const end = await finished;
  clearTimeout(timer);
  return { ...end, seconds: (performance.now() - begun) / 1000 };
}

export async function rounds(args, say) {
  const border = args.indexOf('--');
  const graph = border < 0 ? [] : args.slice(border + 1);
  const options = readOptions(border < 0 ? args : args.slice(0, border), USAGE, 100);
  if (options.help) return options.help;
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-kill-'));
  try {
    await writeCase(folder);
    const begin = (store) =>
      graph.length === 0
        ? start(folder, store, ['epochs=60'])
        : start(process.cwd(), store, graph.slice(1), {}, graph[0]);
    const whole = join(folder, 'whole');
    const alone = await killed(begin(whole));
    if (alone.code !== 0) throw new Error(`left alone, it ends with ${alone.code}: ${alone.err}`);
    const expected = await weights(whole);
    const random = mulberry32(options.seed);
    const report = {
      rounds: options.rounds,
      seed: options.seed,
      'seconds of a run': Number(alone.seconds.toFixed(1)),
      'runs that came to their end': 0,
      wrong: [],
    };
    const store = join(folder, 'killed');
    const ended = async (code, title) => {
      report['runs that came to their end'] += 1;
      if (code !== 0) report.wrong.push(`${title}: exit ${code}`);
      else if ((await weights(store)) !== expected) report.wrong.push(`${title}: other weights`);
      await remove(store);
    };
    for (let kill = 0; kill < options.rounds;) {
      const { code, signal, seconds, err } = await killed(begin(store), 0.1 + random() * alone.seconds);
      const title = signal ? `kill ${++kill}, after ${seconds.toFixed(1)} s` : 'done before it was killed';
      report.wrong.push(...(await faultsOf(store)).map((one) => `${title}: ${one}`));
      if (!signal) await ended(code, `${title} (${err.slice(-300)})`);
      say(title);
    }
    const last = await killed(begin(store));
    report.wrong.push(...(await faultsOf(store)).map((one) => `at the end: ${one}`));
    await ended(last.code, `at the end (${last.err.slice(-300)})`);
    return { json: options.json, report, wrong: report.wrong };
  } finally {
    await remove(folder);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await command(rounds);
