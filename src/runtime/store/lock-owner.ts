/**
 * Owner of a lock or run: host, PID namespace, process id and the process's start time. The namespace (of one kernel
 * boot) is where the process id is valid: two containers may share a host name and a store without seeing each
 * other's processes. The start time distinguishes processes with a reused id.
 */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface LockOwner {
  /** For messages only. */
  host: string;
  /** Null in data of older versions. */
  pidNamespace: string | null;
  pid: number;
  /** Start time of the process, in the system's units; `0` if it is unknown. */
  startTime: string;
}

/** `alive` and `dead` are certain; `elsewhere` is a process that is not visible from here, judged by its heartbeat. */
export type OwnerLiveness = 'alive' | 'dead' | 'elsewhere';

const thisHost = hostname().replace(/[^A-Za-z0-9-]/g, '-');

const shortHash = (text: string) => `p${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;

/** Identifies this PID namespace. Throws if there is nothing to identify it by. */
function pidNamespaceText(): string {
  switch (process.platform) {
    case 'linux':
      // The /proc of another namespace may be mounted here: its process ids are not ours.
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
    // A unique value: other processes are judged by their heartbeats, and judge this one by its own.
    cachedPidNamespace = shortHash(randomBytes(16).toString('hex'));
  }
  return cachedPidNamespace;
}

/** Start time of a process of this namespace, `0` if it is unknown; null if there is no such process. */
function processStartTime(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field, the command in parentheses, may contain spaces: count from the last parenthesis.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended; its parent has not waited for it yet.
      return fields[0] === 'Z' || fields[0] === 'X' ? null : fields[19]!;
    }
    if (process.platform === 'darwin') {
      const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      if (text !== '') return String(Date.parse(text));
    }
  } catch {
    // A /proc mounted with hidepid hides other users' processes: a signal is delivered, or forbidden.
  }
  try {
    process.kill(pid, 0);
    return '0';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '0' : null;
  }
}

let cachedOwner: string | undefined;

/** This process, as text that is safe in a file name: `host~namespace~pid~start`. */
export function thisProcessOwner(): string {
  return (cachedOwner ??= `${thisHost}~${thisPidNamespace()}~${process.pid}~${processStartTime(process.pid) ?? '0'}`);
}

/** Parse an owner at the beginning of a name; null if there is none. */
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
