import { readArtifact } from './artifact-cache.js';
import type { EngineChoice } from './artifact-ids.js';
import { findResult } from './find-result.js';
import { StoreError } from './store-error.js';
import { artifactDirectory, type Store } from './store-layout.js';

/**
 * Cached rows, stored as `row0`, `row1` ...; null if they are missing or damaged.
 *
 * @param exampleShapes of one example of each row; the first side counts examples
 */
export async function readCachedRows(
  store: Store,
  key: string,
  choice: EngineChoice,
  exampleShapes: readonly (readonly (number | null)[])[],
): Promise<{ shape: number[]; data: Float32Array }[] | null> {
  const { result } = await findResult(store, `${key}.`, choice);
  if (!result) return null;
  const { tensors } = await readArtifact(store, result.id);
  const rows = exampleShapes.map((_, i) => tensors.get(`row${i}`));
  const fits = rows.every((row, i) => row?.shape.slice(1).join() === exampleShapes[i]!.join());
  if (!fits || tensors.size !== rows.length) {
    throw new StoreError(`The rows ${artifactDirectory(store, result.id)} are not those of the graph.`);
  }
  return rows.map((row) => ({ shape: [...row!.shape], data: row!.data }));
}
