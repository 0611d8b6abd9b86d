/**
 * The store is a directory, `.lagraph` by default, that several runs may use at once:
 *
 *     objects/ab/abcd…/      artifacts by key: artifact.json, and tensors in a file that is named by its hash; written
 *                            whole, and replaced as one step
 *     checkpoints/abcd…/     state of phases that are being trained
 *     locks/abcd…/           claims of those who train or wait
 *     runs/ID/               what each run leaves behind
 *     corrupt/               what was found broken and set aside
 *     tmp/                   drafts
 */
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { makeDirectory, type Around } from './atomic.js';
import { touchedAt } from './heartbeat.js';
import { liveness, ownerOf } from './owner.js';

export interface Store {
  root: string;
}

export function openStore(root: string): Store {
  return { root: resolve(root) };
}

export const temporaryDirectory = (store: Store) => join(store.root, 'tmp');
export const objectDirectory = (store: Store, key: string) =>
  join(store.root, 'objects', key.slice(0, 2), key);
export const checkpointDirectory = (store: Store, key: string) => join(store.root, 'checkpoints', key);
export const lockDirectory = (store: Store, key: string) => join(store.root, 'locks', key);
export const runsDirectory = (store: Store) => join(store.root, 'runs');
export const corruptDirectory = (store: Store) => join(store.root, 'corrupt');

/** How what lasts is written there. */
export const around = (store: Store): Around => ({
  temporary: temporaryDirectory(store),
  within: store.root,
});

/** What a process that can't be asked left behind is swept after this many milliseconds. */
const FORSAKEN = 24 * 3600 * 1000;

/** Remove drafts of processes that have ended. Any run may do this at any time. */
export async function sweep(store: Store, now: () => number = Date.now): Promise<void> {
  const directory = temporaryDirectory(store);
  await makeDirectory(directory, null);
  for (const name of await readdir(directory)) {
    const owner = ownerOf(name);
    if (owner === null) continue;
    const path = join(directory, name);
    const state = liveness(owner);
    const isOld = async () => now() - ((await touchedAt(path)) ?? now()) > FORSAKEN;
    if (state === 'dead' || (state === 'elsewhere' && (await isOld()))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
