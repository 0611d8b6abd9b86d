/** Where a phase goes on from, and whether that is what the phase would have left. */
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

/** Stands before the names of the best epoch's weights. No network's name begins so: one may be named `best`. */
export const BEST_WEIGHTS_PREFIX = '@best/';

/** The phase's own checkpoint, if it is one of this training. What is broken is moved out of the way. */
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
  // It led to the result that is to be made again.
  await removeCheckpoints(store, key);
  return null;
}

/** The checkpoint to go on from: the phase's own, or another engine's; null if it begins with the first epoch. */
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
 * A checkpoint holds exactly what the phase's step moves, in the shapes that it has, and the best epoch's weights if one
 * was kept: what it lacked would silently begin anew. Throws TrainingError.
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
  const expected = [
    ...all,
    ...kept.map(([name, { shape }]) => ({ name: `${BEST_WEIGHTS_PREFIX}${name}`, shape })),
  ];
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
