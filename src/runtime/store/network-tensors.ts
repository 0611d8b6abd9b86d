/** Tensors of networks in artifacts: by the places of networks and weights, since names may have changed. */
import type { StateTensor } from '../capture/index.js';
import { readArtifact } from './artifact-cache.js';
import type { StoredNetwork } from './artifact-description.js';
import { tensorMismatch, type NamedTensors } from './safetensors.js';
import { sha256 } from './sha256.js';
import { StoreError } from './store-error.js';
import { artifactDirectory, type Store } from './store-layout.js';

/** Hash of tensors: their shapes and bytes in order. */
export function hashOfTensors(tensors: readonly StateTensor[]): string {
  return sha256([
    JSON.stringify(tensors.map(({ shape }) => shape)),
    ...tensors.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

/** How an artifact describes a network. */
export const describeNetwork = (
  name: string,
  weights: readonly string[],
  tensors: NamedTensors,
): StoredNetwork => ({
  name,
  weights: [...weights],
  sha256: hashOfTensors(weights.map((weight) => tensors.get(weight)!)),
});

/** A network whose tensors are wanted. */
export interface WantedNetwork {
  /** Its place in the artifact; null for an artifact of an older format, which is read by the names of weights. */
  at: number | null;
  weights: readonly { name: string; shape: readonly number[] }[];
}

/**
 * Tensors of networks by the names that their weights are wanted under. Throws StoreError if the artifact is missing,
 * damaged, or lacks a tensor.
 */
export async function readNetworkTensors(
  store: Store,
  id: string,
  networks: readonly WantedNetwork[],
): Promise<Map<string, StateTensor>> {
  const { artifact, tensors } = await readArtifact(store, id);
  const found = new Map<string, StateTensor>();
  for (const { at, weights } of networks) {
    const names = at === null ? weights.map(({ name }) => name) : artifact.networks?.[at]?.weights;
    weights.forEach(({ name }, i) => {
      const tensor = tensors.get(names?.[i] ?? '');
      if (tensor) found.set(name, tensor);
    });
    const wrong = tensorMismatch(found, weights);
    if (wrong !== null) {
      throw new StoreError(
        `The result ${artifactDirectory(store, id)} is not what the graph asks for: ${wrong}.`,
      );
    }
  }
  return found;
}
