/** Runs on disks that are too small, of many sizes, and resumes once there is space. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
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

const USAGE = `usage: node bench/full-disk.mjs [--rounds 30] [--seed 1] [--library] [--json]

Each round is a run on an empty store in a tmpfs of some pages (a random number, below what a run needs). It must end in
order and say that the disk is full; the store must be whole; then the disk is made larger, and the same command must
finish with the weights of a run that had room, and no result may have gone. Where nothing may be mounted (or with
--library) a library that is loaded before the program's own refuses to write more than so many bytes; cc compiles it.`;

const command_ = promisify(execFile);
const PAGE = 4096;
const LARGE = 64 * 2 ** 20;

/** Mounts a small file system in a folder; null if mounting is not permitted. */
async function smallDisk(folder) {
  await mkdir(folder, { recursive: true });
  try {
    await command_('mount', ['-t', 'tmpfs', '-o', `size=${LARGE}`, 'lagraph-rounds', folder]);
  } catch {
    return null;
  }
  return {
    resize: (bytes) => command_('mount', ['-o', `remount,size=${bytes}`, folder]),
    unmount: () => command_('umount', [folder]),
    used: async () => Number((await command_('df', ['--output=used', '-B1', folder])).stdout.split('\n')[1]),
  };
}

export async function rounds(args, say) {
  const options = readOptions(args, USAGE, 30, { library: { type: 'boolean', default: false } });
  if (options.help) return options.help;
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-full-'));
  const place = join(folder, 'disk');
  const disk = options.library ? null : await smallDisk(place);
  try {
    const library = disk ? null : await compile(folder);
    if (!disk && library === null)
      return { skipped: 'no tmpfs may be mounted here, and there is no C compiler (cc)' };
    await writeCase(folder);
    const store = join(place, 'store');
    await run(folder, store);
    const expected = await weights(store);
    const needed = disk ? await disk.used() : 100_000;
    await remove(store);
    const random = mulberry32(options.seed);
    const report = {
      rounds: options.rounds,
      seed: options.seed,
      disk: disk ? 'tmpfs' : 'library',
      'bytes of a whole run': needed,
      failed: 0,
      'ended well': 0,
      wrong: [],
    };
    for (let round = 1; round <= options.rounds; round++) {
      // Training needs more space than the finished run occupies.
      const bytes = PAGE * (1 + Math.floor((random() * 2 * needed) / PAGE));
      if (disk) await disk.resize(bytes);
      const env = disk ? {} : await failing(library, { folder, under: store, bytes });
      const end = await run(folder, store, [], env);
      const wrong = [...faultsOfEnd(end), ...(await faultsOf(store))];
      const results = await resultsIn(store);
      if (disk) await disk.resize(LARGE);
      const last = await run(folder, store);
      if (last.code !== 0) wrong.push(`with room: exit ${last.code}: ${last.err.slice(-400)}`);
      else if ((await weights(store)) !== expected) wrong.push('other weights');
      wrong.push(...(await faultsOf(store)));
      const now = new Set(await resultsIn(store));
      wrong.push(...results.filter((key) => !now.has(key)).map((key) => `the result ${key} is gone`));
      report[end.code === 0 ? 'ended well' : 'failed'] += 1;
      report.wrong.push(...wrong.map((one) => `round ${round}, ${bytes} bytes: ${one}`));
      say(
        `round ${round}: ${bytes} bytes: exit ${end.code}, then ${last.code}${wrong.length > 0 ? `, WRONG: ${wrong[0]}` : ''}`,
      );
      await remove(store);
    }
    return { json: options.json, report, wrong: report.wrong };
  } finally {
    if (disk) await disk.unmount();
    await remove(folder);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await command(rounds);
