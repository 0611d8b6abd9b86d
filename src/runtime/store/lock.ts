/**
 * A lock is a directory of claims, one small file each, named after its owner (host, namespace, process id, start
 * time) and a random number, so that no two claims ever share a name. To acquire it, a process adds its claim and
 * lists the directory: without another living claim, it holds the lock; otherwise it removes its claim, waits and
 * tries again. Of two simultaneous claims at least one sees the other, so two processes can't both hold the lock. A
 * dead owner's claim may be removed by anyone, any number of times: its name is never reused, so no living claim can
 * be removed by mistake.
 */
import { open, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeDirectory, temporaryName } from './atomic-write.js';
import { DEAD_AFTER_MS, startHeartbeat, touchByWriting, lastHeartbeat } from './heartbeat.js';
import { ownerLiveness, parseOwner, type LockOwner } from './lock-owner.js';
import { listDirectory } from './read-files.js';

export interface Lock {
  release(): Promise<void>;
}

/** @param now the modification time of the claim just made: by the same clock as the times of the others */
async function isClaimDead(path: string, owner: LockOwner, now: number): Promise<boolean> {
  const state = ownerLiveness(owner);
  if (state !== 'elsewhere') return state === 'dead';
  const touched = await lastHeartbeat(path);
  return touched === null || now - touched > DEAD_AFTER_MS;
}

/** Living claims, without one's own if there is one; dead ones are removed. */
async function livingClaims(directory: string, ownClaim: string | null): Promise<LockOwner[]> {
  const living: LockOwner[] = [];
  const now = (ownClaim === null ? null : await lastHeartbeat(join(directory, ownClaim))) ?? Date.now();
  for (const name of await listDirectory(directory)) {
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
    // Allocates the byte on disk that the heartbeat overwrites.
    await file.write('.').catch(() => undefined);
  } finally {
    await file.close();
  }
}

/** Try once. Returns the lock, or its holder (or a simultaneous claimant). */
export async function tryLock(directory: string): Promise<{ lock: Lock } | { holders: LockOwner[] }> {
  const name = temporaryName();
  const path = join(directory, name);
  for (let attempt = 0; ; attempt++) {
    try {
      await makeDirectory(directory, null);
      await createClaim(path);
      break;
    } catch (error) {
      // Another release removed the empty directory between two calls, or during the first.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt > 20) throw error;
    }
  }
  try {
    const holders = await livingClaims(directory, name);
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
        // Fails if another process waits in it, as it should.
        await rmdir(directory).catch(() => undefined);
      },
    },
  };
}

/**
 * Wait for the lock. `onWait` is called once, with the holder, if it is not free at once. `ready` is called before
 * each try; if it returns a value (what the lock was wanted for exists already), waiting ends with it.
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
      // The previous holder may have finished between the check and the lock.
      const late = await ready();
      if (late === null) return attempt;
      await attempt.lock.release();
      return { ready: late };
    }
    // Two simultaneous claims both withdraw; only a holder that persists over several tries is reported.
    if (!said && ++tries > 3) {
      said = true;
      options.onWait?.(attempt.holders[0]!);
    }
    await sleep(pause * (0.5 + Math.random()), undefined, { signal: options.signal });
    pause = Math.min(pause * 1.5, 500);
  }
}

/** Does the work while holding the lock, which is waited for as long as it takes. */
export async function withLock<T>(
  directory: string,
  work: () => Promise<T>,
  onWait?: (holder: LockOwner) => void,
): Promise<T> {
  const claim = await acquireLockUnlessReady(
    directory,
    () => Promise.resolve(null),
    onWait ? { onWait } : {},
  );
  if (!('lock' in claim)) throw new Error('a lock is ready without being held');
  try {
    return await work();
  } finally {
    await claim.lock.release();
  }
}

/** Whether anyone who lives holds the lock or waits for it. What the dead have left of it is removed. */
export async function isLocked(directory: string): Promise<boolean> {
  const isHeld = (await livingClaims(directory, null)).length > 0;
  // Fails if there is a claim after all, as it should.
  if (!isHeld) await rmdir(directory).catch(() => undefined);
  return isHeld;
}
