/**
 * A lock is a directory of claims, one small file each, named after its owner (host, place, process, start time) and a
 * random number, so that no two claims ever share a name. Whoever wants the lock puts its claim there, then looks: if
 * it sees no other living claim, it holds the lock; otherwise it takes its own claim away, waits and tries again.
 * Of two at once at least one sees the other, so two can't both hold. A dead owner's claim may be removed by anyone,
 * any number of times: its name never comes again, so nothing living can be removed by mistake.
 */
import { open, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeDirectory, temporaryName } from './atomic-write.js';
import { DEAD_AFTER_MS, startHeartbeat, touchByWriting, lastHeartbeat } from './heartbeat.js';
import { ownerLiveness, parseOwner, type LockOwner } from './lock-owner.js';

export interface Lock {
  release(): Promise<void>;
}

/** @param now the time of the claim that was made a moment ago: by the clock that the others' times are of */
async function isClaimDead(path: string, owner: LockOwner, now: number): Promise<boolean> {
  const state = ownerLiveness(owner);
  if (state !== 'elsewhere') return state === 'dead';
  const touched = await lastHeartbeat(path);
  return touched === null || now - touched > DEAD_AFTER_MS;
}

/** Living claims other than `mine`; the dead ones are cleared away. */
async function otherClaims(directory: string, ownClaim: string): Promise<LockOwner[]> {
  const living: LockOwner[] = [];
  const now = (await lastHeartbeat(join(directory, ownClaim))) ?? Date.now();
  for (const name of await readdir(directory)) {
    const owner = parseOwner(name);
    if (name === ownClaim || owner === null) continue;
    if (await isClaimDead(join(directory, name), owner, now))
      await rm(join(directory, name), { force: true });
    else living.push(owner);
  }
  return living;
}

async function createClaim(path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    // The byte that a heartbeat writes again and again needs its place on the disk once.
    await file.write('.').catch(() => undefined);
  } finally {
    await file.close();
  }
}

/** Try once. Answers the lock, or who holds it (or wants it at this moment too). */
export async function tryLock(directory: string): Promise<{ lock: Lock } | { holders: LockOwner[] }> {
  const name = temporaryName();
  const path = join(directory, name);
  for (let attempt = 0; ; attempt++) {
    try {
      await makeDirectory(directory, null);
      await createClaim(path);
      break;
    } catch (error) {
      // Another's release removed the empty directory between two calls, or in the midst of the first.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt > 20) throw error;
    }
  }
  try {
    const holders = await otherClaims(directory, name);
    if (holders.length > 0) {
      await rm(path, { force: true });
      return { holders };
    }
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
  const rest = startHeartbeat(path, touchByWriting);
  return {
    lock: {
      async release() {
        rest();
        await rm(path, { force: true });
        // Fails if someone else waits in it, which is right.
        await rmdir(directory).catch(() => undefined);
      },
    },
  };
}

/**
 * Wait for the lock. `onWait` is called once, with the holder, if it is not free at once. `ready` is asked before each
 * try; when it answers something, waiting ends with that answer (what the lock was wanted for is there already).
 */
export async function acquireLockUnlessReady<T>(
  directory: string,
  ready: () => Promise<T | null>,
  options: { onWait?: (holder: LockOwner) => void; signal?: AbortSignal } = {},
): Promise<{ lock: Lock } | { ready: T }> {
  let said = false;
  let pause = 20;
  let tries = 0;
  for (;;) {
    const answer = await ready();
    if (answer !== null) return { ready: answer };
    const attempt = await tryLock(directory);
    if ('lock' in attempt) {
      // The holder before may have finished between the question and the lock.
      const late = await ready();
      if (late === null) return attempt;
      await attempt.lock.release();
      return { ready: late };
    }
    // Two who come at the same moment both step back; only one that is there again is worth a word.
    if (!said && ++tries > 3) {
      said = true;
      options.onWait?.(attempt.holders[0]!);
    }
    await sleep(pause * (0.5 + Math.random()), undefined, { signal: options.signal });
    pause = Math.min(pause * 1.5, 500);
  }
}
