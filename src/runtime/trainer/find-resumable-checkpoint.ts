/** Finds the checkpoint to resume a phase from, and verifies that it fits the phase. */
import { bestWeightStateName } from '../capture/index.js';
import { noticeEmitter } from '../api/index.js';
import {
  enginesOfName,
  lastCheckpoint,
  tensorMismatch,
  removeCheckpoints,
  quarantineCheckpoint,
  storedName,
  type Checkpoint,
} from '../store/index.js';
import { canGoOnFrom, checkpointsToResume } from '../plan/index.js';
import { trainedWeights } from './trained-weights.js';
import { TrainingError } from './training-errors.js';
import type { TrainingContext } from './training-context.js';
import type { StateDict } from './load-weights.js';

/** The newest intact checkpoint of a directory. Broken ones of this engine's trainings are quarantined. */
async function intactCheckpoint(
  { store, phase, choice, emit }: TrainingContext,
  id: string,
): Promise<Checkpoint | null> {
  const { checkpoint, broken } = await lastCheckpoint(store, id, (progress) => canGoOnFrom(phase, progress));
  const isOwn = enginesOfName(id).at(-1) === choice.engine;
  for (const path of isOwn ? broken : []) {
    const place = await quarantineCheckpoint(store, id, path);
    const message = `The checkpoint ${path} was broken${place === null ? '' : ` and is kept in ${place}`}.`;
    noticeEmitter(emit, phase.name)(message);
  }
  return checkpoint;
}

/**
 * The checkpoint to resume from, null to begin with the first epoch: the furthest of those that count, the engine's own
 * if it is as far as others. A training that replaces a result resumes only what the same replacement has begun.
 *
 * @param hoists whether the training precomputes features: more epochs may use too many examples for that
 */
export async function findCheckpointToResume(
  training: TrainingContext,
  hoists: boolean,
): Promise<Checkpoint | null> {
  const { store, course, choice, phase, replaces } = training;
  if (replaces !== undefined) {
    const own = storedName(course, [choice.engine]);
    const checkpoint = await intactCheckpoint(training, own);
    if (checkpoint === null || checkpoint.progress.replaces === replaces) return checkpoint;
    // It belongs to the training whose result is being replaced.
    await removeCheckpoints(store, own);
    return null;
  }
  const found = (await checkpointsToResume(store, course, choice, phase)).map(({ id }) => id);
  // Its own directory in any case: what is broken there is set aside.
  for (const id of new Set([...found, storedName(course, [choice.engine])])) {
    const checkpoint = await intactCheckpoint(training, id);
    if (checkpoint && checkpoint.progress.hoists === hoists) return checkpoint;
  }
  return null;
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
    `The checkpoint to go on from does not fit the phase: ${wrong}. It lies in the store's checkpoints/${training.course}.*; ` +
      'without it, the phase begins anew.',
  );
}
