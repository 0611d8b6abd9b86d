/** Memory of a program with all its child processes, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** The parent of a process, from /proc/PID/stat. Its second field is a name in brackets, which may contain brackets. */
export function parentOf(stat) {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/** Proportional set size in bytes, from /proc/PID/smaps_rollup: a page that n processes share counts 1/n for each. */
export function proportionalSize(rollup) {
  const found = /^Pss:\s+(\d+) kB$/m.exec(rollup);
  return found ? 1024 * Number(found[1]) : 0;
}

/** A process and all its descendants. `parents` is by process ID. */
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

/** Processes may start and end during the scan. */
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

/** Sampling interval in milliseconds. A shorter peak may be missed. */
const EVERY = 500;

/**
 * Samples a program's memory until stopped.
 *
 * @returns a function that stops, and returns the peak in bytes over all processes; null if there is no /proc
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
