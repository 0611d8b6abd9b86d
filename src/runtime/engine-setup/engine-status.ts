import { BASE_ENGINE } from '../api/index.js';
import { runJob } from '../jobs/index.js';

export interface EngineStatus {
  name: string;
  state: 'ready' | 'missing' | 'broken';
  /** Whether it computes what no other engine is chosen for. */
  isDefault: boolean;
  version: string | null;
  device: 'CPU' | 'GPU' | null;
  /** What it computes with, for users. */
  with: string | null;
  /** Path of its library, if it is not part of lagraph. */
  path: string | null;
  /** Where the library comes from: `cache` is lagraph's own copy. */
  source: string | null;
  /** What is wrong, and what to do about it. */
  problem: string | null;
  advice: string | null;
}

/** A copy of an engine's library. */
export interface FoundLibrary {
  path: string;
  source: string;
}

export const statusOf = (
  name: string,
  known: Partial<EngineStatus> & Pick<EngineStatus, 'state'>,
): EngineStatus => ({
  name,
  isDefault: name === BASE_ENGINE,
  version: null,
  device: null,
  with: null,
  path: null,
  source: null,
  problem: null,
  advice: null,
  ...known,
});

/** Tries an engine in a child process, so that a broken library does no harm. */
export async function probeEngine(name: string, advice: string, found?: FoundLibrary): Promise<EngineStatus> {
  const place = found ? { path: found.path, source: found.source } : {};
  try {
    const probed = await runJob(
      { task: 'probe', engine: name, ...(found ? { path: found.path } : {}) },
      { event: () => undefined },
    );
    return statusOf(name, { ...place, ...probed, state: 'ready' });
  } catch (error) {
    return statusOf(name, { ...place, state: 'broken', problem: (error as Error).message, advice });
  }
}

/** A problem with engines that a user can solve. */
export class EngineSetupError extends Error {}
