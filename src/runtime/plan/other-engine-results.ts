/** Results of other engines for the same phases, for a run that reuses them (`--mix-engines`). */
import type { Phase } from '../../compiler/index.js';
import { trainingInputsHash, type OtherEngineLookup, type KeyedResult } from './artifact-keys.js';
import type { OtherEngineResult } from '../jobs/index.js';
import {
  findArtifact,
  lastCheckpoint,
  listArtifacts,
  listCheckpoints,
  type Artifact,
  type CheckpointSummary,
  type Store,
} from '../store/index.js';

/**
 * Indexes the artifacts and checkpoints of a store once; the function that is returned looks a phase up in that
 * index.
 *
 * @param verifyArtifacts whether what is found is to be used: then finished phases are checked, every byte of them
 */
export async function createOtherEngineLookup(
  store: Store,
  numerics: string,
  verifyArtifacts: boolean,
): Promise<OtherEngineLookup> {
  const [artifacts, checkpoints] = await Promise.all([listArtifacts(store, 'phase'), listCheckpoints(store)]);
  const keys = new Set(artifacts.map(({ key }) => key));
  // Of several artifacts the oldest: the choice does not change when others are added.
  artifacts.sort((a, b) => compareText(a.made, b.made) || compareText(a.key, b.key));
  const made = new Map<string, Artifact[]>();
  for (const artifact of artifacts) {
    const inputs = trainingInputsHash(artifact.inputs);
    made.set(inputs, [...(made.get(inputs) ?? []), artifact]);
  }
  const isWhole = async ({ key }: Artifact) =>
    !verifyArtifacts || (await findArtifact(store, key)).status === 'found';
  return async (_, inputs, own) => {
    if (keys.has(own)) return null;
    for (const artifact of made.get(inputs) ?? []) {
      if (await isWhole(artifact)) return { key: artifact.key, engine: artifact.engine.name, epoch: null };
    }
    const candidates = checkpoints
      .filter(({ progress }) => progress.inputs === inputs)
      .sort(
        (a, b) =>
          b.progress.epoch - a.progress.epoch ||
          b.progress.step - a.progress.step ||
          Number(b.key === own) - Number(a.key === own) ||
          compareText(a.key, b.key),
      );
    for (const furthest of candidates) {
      if (furthest.key === own) return null;
      // If the newest checkpoint is damaged, the one before it may be intact.
      const whole = verifyArtifacts ? (await lastCheckpoint(store, furthest.key)).checkpoint : furthest;
      if (whole) return goOnFrom({ ...whole, key: furthest.key });
    }
    return null;
  };

  function goOnFrom({ key, sha256, progress }: CheckpointSummary): OtherEngineResult {
    const last = progress.engines.at(-1)!;
    const work = { key, engine: last.name, epoch: progress.epoch };
    // This engine has already resumed another engine's checkpoint and was stopped: it continues under that key.
    return last.numerics === numerics ? work : { ...work, sha256 };
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Says what there is of other engines for these phases; null if there is nothing. */
export function otherEngineResultsMessage(
  keys: ReadonlyMap<string, KeyedResult>,
  phases: readonly Phase[],
): string | null {
  const pieces = phases.flatMap(({ name, epochs }) => {
    const other = keys.get(name)?.other;
    if (!other) return [];
    return [
      `${name} by ${other.engine}${other.epoch === null ? '' : ` (${other.epoch} of ${epochs} epochs)`}`,
    ];
  });
  return pieces.length === 0 ? null : pieces.join('; ');
}
