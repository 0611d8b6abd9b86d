/**
 * What keeps runs and the collection of garbage apart. A collection holds a lock while it reads which results the runs
 * name, and removes the others. A run names in its manifest what it is about to use, waits until no collection is under
 * way, and then looks whether it is still there: a collection that begins later reads that manifest.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { isLocked, withLock } from './lock.js';
import type { LockOwner } from './lock-owner.js';
import { lockDirectory, type Store } from './store-layout.js';

const collectionLock = (store: Store) => lockDirectory(store, 'collection');

/** Does the work of a collection; another one is waited for. */
export const asCollection = <T>(
  store: Store,
  work: () => Promise<T>,
  onWait?: (holder: LockOwner) => void,
): Promise<T> => withLock(collectionLock(store), work, onWait);

/** Waits until no collection is under way. */
export async function untilNoCollection(store: Store): Promise<void> {
  while (await isLocked(collectionLock(store))) await sleep(50);
}
