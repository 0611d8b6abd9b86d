import { randomUUID } from 'node:crypto';
import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { systemReason } from '../../user-error.js';
import type { DoctorFinding } from './finding.js';

/** Whether the directory can be written to: writes a temporary file and removes it. */
export async function checkWritable(what: string, directory: string, flag: string): Promise<DoctorFinding> {
  const existing = await firstExisting(directory);
  const file = join(existing, `.lagraph-doctor-${randomUUID()}`);
  try {
    await writeFile(file, 'x');
    await rm(file);
  } catch (error) {
    return {
      what,
      state: 'broken',
      found: `${directory} can't be written: ${systemReason(error)}`,
      advice: `Choose another place with ${flag}.`,
    };
  }
  const there = existing === directory;
  return { what, state: 'good', found: there ? directory : `${directory} (made when it is needed)` };
}

async function firstExisting(directory: string): Promise<string> {
  for (let at = directory; ; at = dirname(at)) {
    const found = await stat(at).catch(() => null);
    if (found || dirname(at) === at) return at;
  }
}
