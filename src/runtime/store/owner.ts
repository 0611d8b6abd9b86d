/**
 * Who holds a thing in the store: host, process number and the process's start time. The start time is there because
 * numbers are given out again: a process that happens to have a dead owner's number is not that owner.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Owner {
  host: string;
  pid: number;
  /** When the process started, in the system's own units; `0` where that can't be told. */
  start: string;
}

/** `alive` and `dead` are known; `elsewhere` is a process on another host, of which only its traces can tell. */
export type Liveness = 'alive' | 'dead' | 'elsewhere';

const thisHost = hostname().replace(/[^A-Za-z0-9-]/g, '-');

function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is the command in parentheses and may hold spaces: count from the last parenthesis.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended; only its parent has not looked yet.
      return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19]!;
    }
    if (process.platform === 'darwin') {
      const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      return text === '' ? null : String(Date.parse(text));
    }
    process.kill(pid, 0);
    return '0';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '0' : null;
  }
}

let own: string | undefined;

/** This process, as text that is safe in a file name: `host~pid~start`. */
export function self(): string {
  return (own ??= `${thisHost}~${process.pid}~${startOf(process.pid) ?? '0'}`);
}

/** Read what `self` wrote at the beginning of a name; null if the name is none of ours. */
export function ownerOf(name: string): Owner | null {
  const match = /^\.?([A-Za-z0-9-]+)~(\d+)~(\d+)/.exec(name);
  return match ? { host: match[1]!, pid: Number(match[2]), start: match[3]! } : null;
}

export function liveness(owner: Owner): Liveness {
  if (owner.host !== thisHost) return 'elsewhere';
  const start = startOf(owner.pid);
  if (start === null) return 'dead';
  return start === '0' || owner.start === '0' || start === owner.start ? 'alive' : 'dead';
}

/** Whether the process that wrote `text` with `self` still runs; one on another host is taken to. */
export function isAlive(text: string): boolean {
  const owner = ownerOf(text);
  return owner !== null && liveness(owner) !== 'dead';
}
