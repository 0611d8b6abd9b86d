/**
 * Who holds a thing in the store: host, place, process number and the process's start time. The place is where the
 * number means something: one start of one kernel, and in it one PID namespace, for two containers may share a host
 * name and a store and see nothing of each other's processes. The start time is there because numbers are given out
 * again: a process that happens to have a dead owner's number is not that owner.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface LockOwner {
  /** For people; nothing is decided by it. */
  host: string;
  /** Null in what older versions wrote. */
  pidNamespace: string | null;
  pid: number;
  /** When the process started, in the system's own units; `0` where that can't be told. */
  startTime: string;
}

/** `alive` and `dead` are known; `elsewhere` is a process that can't be asked, of which only its traces can tell. */
export type OwnerLiveness = 'alive' | 'dead' | 'elsewhere';

const thisHost = hostname().replace(/[^A-Za-z0-9-]/g, '-');

const shortHash = (text: string) => `p${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;

/** What tells this place's process numbers from all others. Throws where there is nothing to tell by. */
function pidNamespaceText(): string {
  switch (process.platform) {
    case 'linux':
      // The /proc of another namespace may be mounted here: its numbers say nothing then.
      if (readlinkSync('/proc/self') !== String(process.pid)) throw new Error('a foreign /proc');
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') + readlinkSync('/proc/self/ns/pid');
    case 'darwin':
      return execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' });
    default:
      return `${process.platform} ${thisHost}`;
  }
}

let cachedPidNamespace: string | undefined;

function thisPidNamespace(): string {
  if (cachedPidNamespace !== undefined) return cachedPidNamespace;
  try {
    cachedPidNamespace = shortHash(pidNamespaceText());
  } catch {
    // Nobody else's: all others are told by their traces, and tell of this one by its own.
    cachedPidNamespace = shortHash(randomBytes(16).toString('hex'));
  }
  return cachedPidNamespace;
}

/** When a process of this place started, `0` if that can't be told; null if there is none of the number. */
function processStartTime(pid: number): string | null {
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
      if (text !== '') return String(Date.parse(text));
    }
  } catch {
    // A /proc mounted with hidepid shows nobody else's processes: a signal reaches them, or is forbidden.
  }
  try {
    process.kill(pid, 0);
    return '0';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '0' : null;
  }
}

let cachedOwner: string | undefined;

/** This process, as text that is safe in a file name: `host~place~pid~start`. */
export function thisProcessOwner(): string {
  return (cachedOwner ??= `${thisHost}~${thisPidNamespace()}~${process.pid}~${processStartTime(process.pid) ?? '0'}`);
}

/** Read what `self` wrote at the beginning of a name; null if the name is none of ours. */
export function parseOwner(name: string): LockOwner | null {
  const match = /^\.?([A-Za-z0-9-]+)~(?:(p[0-9a-f]{12})~)?(\d+)~(\d+)/.exec(name);
  return (
    match && { host: match[1]!, pidNamespace: match[2] ?? null, pid: Number(match[3]), startTime: match[4]! }
  );
}

export function ownerLiveness(owner: LockOwner): OwnerLiveness {
  if (owner.pidNamespace !== thisPidNamespace()) return 'elsewhere';
  const start = processStartTime(owner.pid);
  if (start === null) return 'dead';
  return start === '0' || owner.startTime === '0' || start === owner.startTime ? 'alive' : 'dead';
}
