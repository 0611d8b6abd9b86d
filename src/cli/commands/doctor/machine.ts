import { readFile, statfs } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { formatBytes } from '../../../report/index.js';
import { pluralize } from '../../pluralize.js';
import type { DoctorFinding } from './finding.js';

/** The same as `engines` in package.json. */
const MINIMUM_NODE = { major: 20, minor: 9 };

export function checkNodeVersion(version: string = process.versions.node): DoctorFinding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const good = major > MINIMUM_NODE.major || (major === MINIMUM_NODE.major && minor >= MINIMUM_NODE.minor);
  return {
    what: 'node',
    state: good ? 'good' : 'broken',
    found: version,
    ...(good
      ? {}
      : {
          advice: `Install Node.js ${MINIMUM_NODE.major}.${MINIMUM_NODE.minor} or newer: https://nodejs.org`,
        }),
  };
}

export async function checkProcessor(): Promise<DoctorFinding> {
  const cores = availableParallelism();
  const vectors = await widestVectorInstructions();
  return {
    what: 'processor',
    state: 'good',
    found: [
      cpus()[0]?.model.trim() || arch(),
      `${platform()} ${arch()}`,
      pluralize(cores, 'core'),
      ...(vectors ? [vectors] : []),
      `${formatBytes(totalmem())} memory`,
    ].join(', '),
    ...(vectors === 'no AVX' ? { advice: 'Without AVX training is several times slower.' } : {}),
  };
}

/** Widest vector instructions; null if the system does not report them. */
async function widestVectorInstructions(): Promise<string | null> {
  if (arch() === 'arm64') return 'NEON';
  if (arch() !== 'x64' || platform() !== 'linux') return null;
  const info = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const flags = new Set(/^flags\s*:(.*)$/m.exec(info)?.[1]?.trim().split(/\s+/));
  if (flags.size === 0) return null;
  if (flags.has('avx512f')) return flags.has('avx512_vnni') ? 'AVX-512 VNNI' : 'AVX-512';
  return flags.has('avx2') ? 'AVX2' : flags.has('avx') ? 'AVX' : 'no AVX';
}

/** Below this many bytes a run may not fit: weights and optimizer state of every phase, checkpoints, data. */
const ENOUGH_DISK_BYTES = 2e9;

export async function checkDiskSpace(directory: string): Promise<DoctorFinding> {
  for (let at = directory; ; at = dirname(at)) {
    try {
      const { bavail, bsize } = await statfs(at);
      const free = bavail * bsize;
      const good = free >= ENOUGH_DISK_BYTES;
      return {
        what: 'disk',
        state: good ? 'good' : 'missing',
        found: `${formatBytes(free)} free at ${at}`,
        ...(good ? {} : { advice: `Free some space, or choose another store with --store.` }),
      };
    } catch (error) {
      if (dirname(at) === at) {
        return { what: 'disk', state: 'missing', found: `not known (${(error as Error).message})` };
      }
    }
  }
}
