/** Where a phase goes on from, and whether that is what the phase would have left. */
import { noticesTo } from '../events.js';
import {
  checkpointWith,
  lastCheckpoint,
  misfit,
  removeCheckpoints,
  setCheckpointAside,
  type Checkpoint,
} from '../store/index.js';
import { trainedOnly } from './final.js';
import { TrainingProblem } from './problem.js';
import type { Training } from './training.js';
import type { State } from './weights.js';

/** Stands before the names of the best epoch's weights. No network's name begins so: one may be named `best`. */
export const BEST = '@best/';

/** The phase's own checkpoint, if it is one of this training. What is broken is moved out of the way. */
async function ownCheckpoint({ store, key, phase, emit, replaces }: Training): Promise<Checkpoint | null> {
  const { checkpoint, broken } = await lastCheckpoint(store, key);
  for (const path of broken) {
    const place = await setCheckpointAside(store, key, path);
    const message = `The checkpoint ${path} was broken${place === null ? '' : ` and is kept in ${place}`}.`;
    noticesTo(emit, phase.name)(message);
  }
  if (checkpoint === null || replaces === undefined || checkpoint.progress.replaces === replaces)
    return checkpoint;
  // It led to the result that is to be made again.
  await removeCheckpoints(store, key);
  return null;
}

/** The checkpoint to go on from: the phase's own, or another engine's; null if it begins with the first epoch. */
export async function checkpointFor(training: Training): Promise<Checkpoint | null> {
  const { store, other } = training;
  const checkpoint = await ownCheckpoint(training);
  if (checkpoint || !other) return checkpoint;
  const others = other.sha256 ? await checkpointWith(store, other.key, other.sha256) : null;
  if (others) return others;
  throw new TrainingProblem(
    'The checkpoint that it was to go on from is gone; perhaps another run still trains the phase. ' +
      'Run the same command again when that is done.',
  );
}

/**
 * A checkpoint holds exactly what the phase's step moves, in the shapes that it has, and the best epoch's weights if one
 * was kept: what it lacked would silently begin anew. Throws TrainingProblem.
 *
 * @param initial the state that the phase begins with
 * @param moved names of the state that its step moves
 */
export function demandFit(
  training: Training,
  { tensors, progress }: Checkpoint,
  initial: State,
  moved: ReadonlySet<string>,
): void {
  const { program, phase } = training;
  const all = [...moved].map((name) => ({ name, shape: initial.get(name)!.shape }));
  const best = phase.keep !== 'last' && progress.best !== null;
  const kept = best ? [...trainedOnly(initial, moved, program, phase)] : [];
  const expected = [...all, ...kept.map(([name, { shape }]) => ({ name: `${BEST}${name}`, shape }))];
  const known = new Set(expected.map(({ name }) => name));
  const stranger = [...tensors.keys()].find((name) => !known.has(name));
  const wrong =
    misfit(tensors, expected) ??
    (stranger === undefined ? null : `the phase trains nothing named ${stranger}`);
  if (wrong === null) return;
  throw new TrainingProblem(
    `The checkpoint to go on from does not fit the phase: ${wrong}. It lies in the store's checkpoints/${training.key}; ` +
      'without it, the phase begins anew.',
  );
}
