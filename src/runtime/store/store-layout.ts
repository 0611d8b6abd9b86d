/**
 * The store is a directory, `.lagraph` by default, that several runs may use at once:
 *
 *     objects/ab/abcd….onnx/ artifacts by key and engine: artifact.json, and tensors in a file that is named by its hash;
 *                            written whole, and replaced as one step
 *     checkpoints/abcd….onnx/ state of phases in training, and of finished ones at their end, from which more epochs go on
 *     locks/abcd….onnx/      claims of those who train or wait
 *     runs/ID/               what each run leaves behind
 *     corrupt/               what was found broken and set aside
 *     tmp/                   drafts
 */
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { makeDirectory, type AtomicWriteOptions } from './atomic-write.js';
import { lastHeartbeat } from './heartbeat.js';
import { ownerLiveness, parseOwner } from './lock-owner.js';

export interface Store {
  root: string;
}

export function openStore(root: string): Store {
  return { root: resolve(root) };
}

export const temporaryDirectory = (store: Store) => join(store.root, 'tmp');
/** Where the keys lie that begin with these two digits or more. */
export const keysDirectory = (store: Store, key: string) => join(objectsDirectory(store), key.slice(0, 2));
export const artifactDirectory = (store: Store, id: string) => join(keysDirectory(store, id), id);
export const checkpointsDirectory = (store: Store) => join(store.root, 'checkpoints');
export const checkpointDirectory = (store: Store, id: string) => join(checkpointsDirectory(store), id);
export const locksDirectory = (store: Store) => join(store.root, 'locks');
export const lockDirectory = (store: Store, id: string) => join(locksDirectory(store), id);
export const objectsDirectory = (store: Store) => join(store.root, 'objects');
export const runsDirectory = (store: Store) => join(store.root, 'runs');
export const corruptDirectory = (store: Store) => join(store.root, 'corrupt');

/** Write options of durable files in the store. */
export const storeWriteOptions = (store: Store): AtomicWriteOptions => ({
  temporaryDirectory: temporaryDirectory(store),
  syncUpTo: store.root,
});

/** Age in milliseconds after which drafts of processes that are not visible from here are removed. */
const STALE_DRAFT_AGE_MS = 24 * 3600 * 1000;

/** Remove drafts of processes that have ended. Any run may do this at any time. */
export async function removeAbandonedDrafts(store: Store, now: () => number = Date.now): Promise<void> {
  const directory = temporaryDirectory(store);
  await makeDirectory(directory, null);
  for (const name of await readdir(directory)) {
    const owner = parseOwner(name);
    if (owner === null) continue;
    const path = join(directory, name);
    const state = ownerLiveness(owner);
    const isOld = async () => now() - ((await lastHeartbeat(path)) ?? now()) > STALE_DRAFT_AGE_MS;
    if (state === 'dead' || (state === 'elsewhere' && (await isOld()))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
