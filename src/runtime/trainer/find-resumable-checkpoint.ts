/** Finds the checkpoint to resume a phase from, and verifies that it fits the phase. */
import { bestWeightStateName } from '../capture/index.js';
import { noticeEmitter } from '../api/index.js';
import {
  checkpointByHash,
  lastCheckpoint,
  tensorMismatch,
  removeCheckpoints,
  quarantineCheckpoint,
  type Checkpoint,
} from '../store/index.js';
import { trainedWeights } from './trained-weights.js';
import { TrainingError } from './training-errors.js';
import type { TrainingContext } from './training-context.js';
import type { StateDict } from './load-weights.js';

/** The phase's own checkpoint, if it belongs to this training. Broken ones are quarantined. */
async function ownCheckpoint({
  store,
  key,
  phase,
  emit,
  replaces,
}: TrainingContext): Promise<Checkpoint | null> {
  const { checkpoint, broken } = await lastCheckpoint(store, key);
  for (const path of broken) {
    const place = await quarantineCheckpoint(store, key, path);
    const message = `The checkpoint ${path} was broken${place === null ? '' : ` and is kept in ${place}`}.`;
    noticeEmitter(emit, phase.name)(message);
  }
  if (checkpoint === null || replaces === undefined || checkpoint.progress.replaces === replaces)
    return checkpoint;
  // It belongs to the training whose result is being replaced.
  await removeCheckpoints(store, key);
  return null;
}

/** The checkpoint to resume from: the phase's own, or another engine's; null to begin with the first epoch. */
export async function findCheckpointToResume(training: TrainingContext): Promise<Checkpoint | null> {
  const { store, other } = training;
  const checkpoint = await ownCheckpoint(training);
  if (checkpoint || !other) return checkpoint;
  const others = other.sha256 ? await checkpointByHash(store, other.key, other.sha256) : null;
  if (others) return others;
  throw new TrainingError(
    'The checkpoint that it was to go on from is gone; perhaps another run still trains the phase. ' +
      'Run the same command again when that is done.',
  );
}

/**
 * Verifies that a checkpoint holds exactly the state that the phase's step updates, in the right shapes, and the best
 * epoch's weights if one was kept: missing tensors would silently be initialized again. Throws TrainingError.
 *
 * @param initial the state that the phase begins with
 * @param trainedNames names of the state that its step moves
 */
export function requireCheckpointFits(
  training: TrainingContext,
  { tensors, progress }: Checkpoint,
  initial: StateDict,
  trainedNames: ReadonlySet<string>,
): void {
  const { program, phase } = training;
  const all = [...trainedNames].map((name) => ({ name, shape: initial.get(name)!.shape }));
  const best = phase.keep !== 'last' && progress.best !== null;
  const kept = best ? [...trainedWeights(initial, trainedNames, program, phase)] : [];
  const expected = [...all, ...kept.map(([name, { shape }]) => ({ name: bestWeightStateName(name), shape }))];
  const known = new Set(expected.map(({ name }) => name));
  const stranger = [...tensors.keys()].find((name) => !known.has(name));
  const wrong =
    tensorMismatch(tensors, expected) ??
    (stranger === undefined ? null : `the phase trains nothing named ${stranger}`);
  if (wrong === null) return;
  throw new TrainingError(
    `The checkpoint to go on from does not fit the phase: ${wrong}. It lies in the store's checkpoints/${training.key}; ` +
      'without it, the phase begins anew.',
  );
}
