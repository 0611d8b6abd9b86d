/**
 * Injects errors into single file operations of a run and checks how it ends, what it leaves and whether the next run
 * recovers.
 */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  faultsOf,
  faultsOfEnd,
  remove,
  resultsIn,
  run,
  weights,
  writeCase,
} from './fault-injection/harness.mjs';
import { compile, failing } from './fault-injection/preload-library.mjs';
import { command, readOptions } from './fault-injection/options.mjs';
import { mulberry32 } from './mulberry32.mjs';

const USAGE = `usage: node bench/inject-io-errors.mjs [--rounds 200] [--seed 1] [--json]

Each round is a run on an empty store in which one open, write, fsync, rename, mkdir or unlink below the store (the n-th of
its kind over all processes; in a third of the rounds each one after it too) fails with EIO, ENOSPC or EDQUOT, by a library
that is loaded before the program's own (cc compiles it). It must end in order and say why; the store must be whole; the
same command must then finish, with the weights of a run that nothing failed in, and no result may have gone.`;

const KINDS = [
  ['o', 'open'],
  ['w', 'write'],
  ['s', 'fsync'],
  ['r', 'rename'],
  ['m', 'mkdir'],
  ['u', 'unlink'],
];
const ERRORS = ['EIO', 'ENOSPC', 'EDQUOT'];

/** The number of operations of a kind in a run. */
async function countOf(library, folder, kind) {
  const store = join(folder, `count-${kind}`);
  const env = await failing(library, { folder, under: store, ops: kind, at: 10 ** 9 });
  await run(folder, store, [], env);
  const count = Number((await readFile(join(folder, 'count'))).readBigInt64LE(0));
  await remove(store);
  return count;
}

export async function rounds(args, say) {
  const options = readOptions(args, USAGE, 200);
  if (options.help) return options.help;
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-fail-'));
  try {
    const library = await compile(folder);
    if (library === null) return { skipped: 'there is no C compiler (cc), or this is not Linux' };
    await writeCase(folder);
    const whole = join(folder, 'whole');
    await run(folder, whole);
    const expected = await weights(whole);
    const counts = {};
    for (const [kind] of KINDS) counts[kind] = await countOf(library, folder, kind);
    const random = mulberry32(options.seed);
    const report = {
      rounds: options.rounds,
      seed: options.seed,
      operations: counts,
      failed: 0,
      'ended well': 0,
      wrong: [],
    };
    for (let round = 1; round <= options.rounds; round++) {
      const [ops, what] = KINDS[Math.floor(random() * KINDS.length)];
      const at = 1 + Math.floor(random() * counts[ops]);
      const code = ERRORS[Math.floor(random() * ERRORS.length)];
      const on = random() < 1 / 3;
      const title = `round ${round}: ${what} ${at} of ${counts[ops]}${on ? ' and all after it' : ''}: ${code}`;
      const store = join(folder, 'store');
      const end = await run(
        folder,
        store,
        [],
        await failing(library, { folder, under: store, ops, at, with: code, on }),
      );
      const wrong = [...faultsOfEnd(end), ...(await faultsOf(store))];
      const results = await resultsIn(store);
      const last = await run(folder, store);
      if (last.code !== 0) wrong.push(`the run after it: exit ${last.code}: ${last.err.slice(-400)}`);
      else if ((await weights(store)) !== expected) wrong.push('other weights');
      wrong.push(...(await faultsOf(store)));
      const now = new Set(await resultsIn(store));
      wrong.push(...results.filter((key) => !now.has(key)).map((key) => `the result ${key} is gone`));
      report[end.code === 0 ? 'ended well' : 'failed'] += 1;
      report.wrong.push(...wrong.map((one) => `${title}: ${one}`));
      say(`${title}: exit ${end.code}, then ${last.code}${wrong.length > 0 ? `, WRONG: ${wrong[0]}` : ''}`);
      await remove(store);
    }
    return { json: options.json, report, wrong: report.wrong };
  } finally {
    await remove(folder);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await command(rounds);
