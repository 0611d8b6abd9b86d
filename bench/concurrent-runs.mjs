/** Concurrent runs on one store, some of which are killed. */
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { faultsOf, remove, run, start, weights, writeCase } from './fault-injection/harness.mjs';
import { command, readOptions } from './fault-injection/options.mjs';
import { mulberry32 } from './mulberry32.mjs';

const USAGE = `usage: node bench/concurrent-runs.mjs [--rounds 10] [--processes 8] [--seed 1] [--json]

Each round starts so many runs of one graph on one empty store within a second, some with --force, and kills three of
eight (kill -9, with all their children) at random moments. The others must end well; the store must be whole; one more run
must find everything done, with the weights of a run that was alone; no draft may be left.`;

export async function rounds(args, say) {
  const options = readOptions(args, USAGE, 10, { processes: { type: 'string', default: '8' } });
  if (options.help) return options.help;
  const processes = Number(options.processes);
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-many-'));
  try {
    await writeCase(folder);
    const whole = join(folder, 'whole');
    const begun = performance.now();
    await run(folder, whole);
    const alone = (performance.now() - begun) / 1000;
    const expected = await weights(whole);
    const random = mulberry32(options.seed);
    const report = {
      rounds: options.rounds,
      seed: options.seed,
      processes,
      killed: 0,
      'ended well': 0,
      wrong: [],
    };
    for (let round = 1; round <= options.rounds; round++) {
      const store = join(folder, 'store');
      const wrong = [];
      const one = async (index) => {
        const [wait, forced, moment] = [random(), random() < 0.25, random()];
        await sleep(1000 * wait);
        const { child, finished } = start(folder, store, forced ? ['--force'] : []);
        const killed = index % 8 < 3;
        // Concurrent runs take longer than a single one.
        const timer = killed && setTimeout(() => kill(child), 1000 * moment * alone * 1.5);
        const end = await finished;
        clearTimeout(timer);
        if (end.signal === 'SIGKILL') report.killed += 1;
        else if (end.code === 0) report['ended well'] += 1;
        else
          wrong.push(
            `process ${index}: exit ${end.code} ${end.signal ?? ''} ${(end.err + end.out).slice(-500)}`,
          );
      };
      await Promise.all(Array.from({ length: processes }, (_, index) => one(index)));
      wrong.push(...(await faultsOf(store)));
      const last = await run(folder, store);
      if (last.code !== 0) wrong.push(`the last run: exit ${last.code}: ${last.err.slice(-400)}`);
      else if ((await weights(store)) !== expected) wrong.push('other weights');
      if (processes > 3 && /"status":"(trained|resumed)"/.test(last.out))
        wrong.push('the last run had something to train');
      // Claims and checkpoints of killed runs remain until another run wants the same lock or the same result.
      for (const name of await readdir(join(store, 'tmp')).catch(() => [])) wrong.push(`tmp/${name} is left`);
      report.wrong.push(...wrong.map((text) => `round ${round}: ${text}`));
      say(`round ${round}: ${wrong.length > 0 ? `WRONG: ${wrong[0]}` : 'well'}`);
      await remove(store);
    }
    return { json: options.json, report, wrong: report.wrong };
  } finally {
    await remove(folder);
  }
}

function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The process has just ended.
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await command(rounds);
