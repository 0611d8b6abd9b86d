/** What other engines have trained of the same phases, for a run that takes it as its own (`--mix-engines`). */
import type { Phase } from '../compiler/index.js';
import { inputsKey, type Elsewhere, type Keyed } from './keys.js';
import { listArtifacts, listCheckpoints, type Artifact, type Store } from './store/index.js';

/** Looks through a store once. */
export async function lookElsewhere(store: Store, numerics: string): Promise<Elsewhere> {
  const [artifacts, checkpoints] = await Promise.all([listArtifacts(store, 'phase'), listCheckpoints(store)]);
  const keys = new Set(artifacts.map(({ key }) => key));
  // Of several the one that was made first: it stays the same however many come after it.
  const done = new Map<string, Artifact>();
  for (const artifact of artifacts.sort((a, b) => (a.made < b.made ? 1 : -1))) {
    done.set(inputsKey(artifact.inputs), artifact);
  }
  return (inputs, own) => {
    if (keys.has(own)) return null;
    const finished = done.get(inputs);
    if (finished) return { key: finished.key, engine: finished.engine.name, epoch: null };
    const [furthest] = checkpoints
      .filter(({ progress }) => progress.inputs === inputs)
      .sort((a, b) => b.progress.epoch - a.progress.epoch || b.progress.step - a.progress.step);
    if (!furthest || furthest.key === own) return null;
    const { key, sha256, progress } = furthest;
    const last = progress.engines.at(-1)!;
    const work = { key, engine: last.name, epoch: progress.epoch };
    // This engine went on from another's checkpoint before, and was stopped: it goes on under that key.
    return last.numerics === numerics ? work : { ...work, sha256 };
  };
}

/** Says what there is of other engines for these phases; null if there is nothing. */
export function tellOf(keys: ReadonlyMap<string, Keyed>, phases: readonly Phase[]): string | null {
  const pieces = phases.flatMap(({ name, epochs }) => {
    const other = keys.get(name)?.other;
    if (!other) return [];
    return [`${name} by ${other.engine}${other.epoch === null ? '' : `, epoch ${other.epoch} of ${epochs}`}`];
  });
  return pieces.length === 0 ? null : pieces.join('; ');
}
