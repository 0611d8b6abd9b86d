/**
 * Kills a run at random moments (kill -9, with all its children), lets it go on each time, and compares the weights it
 * ends with to those of a run that was left alone.
 *
 *   npm run build && node bench/kill.mjs graphs/signs-to-mnist.yaml --profile quick --data DIR [--kills 10]
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRun } from '../dist/index.js';

const main = fileURLToPath(new URL('../dist/bin/cli/main.js', import.meta.url));
const args = process.argv.slice(2);
const at = args.indexOf('--kills');
const kills = at < 0 ? 10 : Number(args.splice(at, 2)[1]);
if (args.length === 0 || !(kills > 0)) {
  console.error('usage: node bench/kill.mjs GRAPH [options of lagraph run] [--kills N]');
  process.exit(2);
}

/** Runs to its end, or is killed after so many seconds. */
function run(store, seconds) {
  return new Promise((resolve) => {
    const begun = performance.now();
    const child = spawn(process.execPath, [main, 'run', ...args, '--store', store, '--json'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      detached: true,
    });
    const timer = seconds && setTimeout(() => process.kill(-child.pid, 'SIGKILL'), seconds * 1000);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, seconds: (performance.now() - begun) / 1000 });
    });
  });
}

async function weights(store) {
  const opened = await openRun(store, 'latest');
  const hash = createHash('sha256');
  for (const { name } of opened.program.networks) {
    for (const [weight, { data }] of await opened.weights(name)) {
      hash.update(weight).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }
  return hash.digest('hex');
}

const folder = await mkdtemp(join(tmpdir(), 'lagraph-kill-'));
try {
  const whole = join(folder, 'whole');
  const alone = await run(whole);
  console.log(`left alone: exit ${alone.code} after ${alone.seconds.toFixed(1)} s, ${await weights(whole)}`);

  const killed = join(folder, 'killed');
  // Work that is lost is done again, so that all kills together may take longer than one run; the last leaves it going.
  for (let n = 1; n <= kills; n++) {
    const wait = ((2 * alone.seconds) / kills) * Math.random() + 0.2;
    const { code, signal, seconds } = await run(killed, wait);
    console.log(
      `kill ${n}: ${signal ? `killed after ${seconds.toFixed(1)} s` : `was done before, exit ${code}`}`,
    );
  }
  const last = await run(killed);
  console.log(`to the end: exit ${last.code} after ${last.seconds.toFixed(1)} s, ${await weights(killed)}`);
  const same = (await weights(whole)) === (await weights(killed));
  console.log(same ? 'the same weights' : 'OTHER WEIGHTS');
  process.exitCode = same ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
