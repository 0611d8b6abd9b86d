/**
 * The store is a directory, `.lagraph` by default, that several runs may use at once:
 *
 *     objects/ab/abcd…/      artifacts by key: artifact.json, tensors.safetensors; written whole, never changed
 *     checkpoints/abcd…/     state of phases that are being trained
 *     locks/abcd…/           claims of those who train or wait
 *     runs/ID/               what each run leaves behind
 *     corrupt/               what was found broken and set aside
 *     tmp/                   drafts
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

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

/** What a host that can't be asked left behind is swept after this many milliseconds. */
const FORSAKEN = 24 * 3600 * 1000;

/** Remove drafts of processes that have ended. Any run may do this at any time. */
export async function sweep(store: Store, now: () => number = Date.now): Promise<void> {
  const directory = temporaryDirectory(store);
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) {
    const owner = ownerOf(name);
    if (owner === null) continue;
    const path = join(directory, name);
    const state = liveness(owner);
    const old = async () => now() - (await stat(path).catch(() => ({ mtimeMs: now() }))).mtimeMs > FORSAKEN;
    if (state === 'dead' || (state === 'elsewhere' && (await old()))) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
