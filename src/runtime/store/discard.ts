/** Removing what others may be reading or writing beside. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makeDirectory, moveAtomically, temporaryName } from './atomic-write.js';
import { temporaryDirectory, type Store } from './store-layout.js';

/**
 * Takes a file or directory out of the store as one step: nobody sees a part of it. Returns where it lies until it is
 * removed (as a draft of this process, so that any run removes it if this process is killed); null if it is not there.
 */
export async function takeOut(store: Store, path: string): Promise<string | null> {
  await makeDirectory(temporaryDirectory(store), null);
  const place = join(temporaryDirectory(store), `.${temporaryName()}`);
  return (await moveAtomically(path, place)) ? place : null;
}

/** Removes what was taken out. */
export async function discard(places: readonly (string | null)[]): Promise<void> {
  for (const place of places) if (place !== null) await rm(place, { recursive: true, force: true });
}
