/** Memory of a program with all the processes that it starts, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Whose child a process is, from /proc/PID/stat. Its second field is a name in brackets, which may hold brackets. */
export function parentOf(stat) {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Bytes of proportional set size, from /proc/PID/smaps_rollup: pages that n processes share count 1/n for each. */
export function proportionalSize(rollup) {
  const found = /^Pss:\s+(\d+) kB$/m.exec(rollup);
  return found ? 1024 * Number(found[1]) : 0;
}

/** A process and all that came of it. `parents` is by process number. */
export function familyOf(root, parents) {
  const family = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, parent] of parents) {
      if (!family.has(parent) || family.has(pid)) continue;
      family.add(pid);
      grown = true;
    }
  }
  return [...family];
}

/** Processes come and go while they are looked at. */
function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

function sizeOfFamily(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readOr(`/proc/${name}/stat`, null) : null;
    if (stat !== null) parents.set(Number(name), parentOf(stat));
  }
  return familyOf(root, parents)
    .map((pid) => proportionalSize(readOr(`/proc/${pid}/smaps_rollup`, '')))
    .reduce((sum, size) => sum + size, 0);
}

/** Milliseconds between two looks. A peak that is shorter may be missed. */
const EVERY = 500;

/**
 * Looks at a program until told to stop.
 *
 * @returns a function that stops, and gives the greatest number of bytes of all processes at once; null where there is
 *   no /proc to read it from.
 */
export function watchMemory(pid) {
  if (readOr('/proc/self/smaps_rollup', null) === null) return async () => null;
  let peak = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      peak = Math.max(peak, sizeOfFamily(pid));
      await wait(EVERY);
    }
  })();
  return async () => {
    stopped = true;
    await watching;
    return peak;
  };
}
