/** What there is of a phase in the store: its result, what it can go on from, or what it waits for. */
import type { Phase, PhaseResult, Program } from '../../compiler/index.js';
import {
  checkpointsToResume,
  courseOfKey,
  figureKeysOf,
  figuresOfArtifact,
  isResultFromOtherTensors,
  keyOfLaterFigure,
  keyOfPhase,
  placeInArtifact,
  withLaterFigures,
  type PhaseKey,
  type RecordedFigures,
  type SourceHashLookup,
  mayEndEarly,
} from '../plan/index.js';
import {
  chosenNames,
  describedArtifact,
  findResult,
  listArtifacts,
  type Artifact,
  type EngineChoice,
  type FigureKey,
  type Store,
  type StoredResult,
} from '../store/index.js';

/** What phases are looked up in and with. `results` grows as phases are found or trained. */
export interface PhaseLookup {
  program: Program;
  store: Store;
  choice: EngineChoice;
  sourceHash: SourceHashLookup;
  results: Map<string, StoredResult>;
}

/** A phase's result, with the figures that the phase has now. */
export interface CachedPhase extends PhaseKey {
  state: 'cached';
  result: StoredResult;
  figures: Omit<RecordedFigures, 'later'>;
  /** Figures of validation that are to be computed from the weights that were kept. */
  later: FigureKey[];
}

/** A phase that is to be trained, since its result is not in the store. */
export interface UntrainedPhase extends PhaseKey {
  state: 'train';
  figures: FigureKey[];
  /** The epoch that training goes on from, and the engines that trained it so far; null to begin with the first. */
  goesOn: { epoch: number; engines: string[] } | null;
  /** Epochs of a shorter training whose optimizer state is no longer in the store. */
  lost: number | null;
}

/**
 * A phase that starts from phases that are to be trained. If it has been trained before, from whatever tensors, it may
 * be that nothing is to be done.
 */
export interface WaitingPhase {
  state: 'waiting';
  key: null;
  mayBeCached: boolean;
}

export type ResolvedPhase = CachedPhase | UntrainedPhase | WaitingPhase;

/** Hash of a network's tensors as a phase has left them; null if the phase is not trained yet. */
export function tensorsHashOf(
  program: Program,
  results: ReadonlyMap<string, Pick<StoredResult, 'artifact'>>,
  result: PhaseResult,
): string | null {
  const at = placeInArtifact(program, result);
  const artifact = results.get(result.phase)?.artifact;
  if (!artifact) return null;
  const network = at === null ? undefined : artifact.networks?.[at];
  if (!network) throw new Error(`the result of ${result.phase} has no ${result.network}`);
  return network.sha256;
}

/**
 * Looks a phase up in the store. With `force` its result is passed over.
 */
export async function resolvePhase(
  lookup: PhaseLookup,
  phase: Phase,
  { force = false } = {},
): Promise<ResolvedPhase> {
  const { program, store, choice, sourceHash, results } = lookup;
  const tensorsHash = (result: PhaseResult) => tensorsHashOf(program, results, result);
  const own = keyOfPhase(phase, sourceHash, tensorsHash);
  const figuresStart = Object.values(phase.fingerprint.figureParents).flat();
  if (own === null || figuresStart.some((one) => tensorsHash(one) === null)) {
    return { state: 'waiting', key: null, mayBeCached: !force && (await isTrainedFromOther(lookup, phase)) };
  }
  const figures = figureKeysOf(phase, sourceHash, tensorsHash);
  const result = force ? null : await resultOf(lookup, phase, own.key);
  if (result) return withFigures(lookup, own, result, figures);
  if (force) return { state: 'train', ...own, figures, goesOn: null, lost: null };
  const course = courseOfKey(own.key);
  const from = (await checkpointsToResume(store, course, choice, phase))[0]?.progress;
  const goesOn = from
    ? { epoch: from.epoch, engines: [...new Set(from.engines.map(({ name }) => name))] }
    : null;
  return {
    state: 'train',
    ...own,
    figures,
    goesOn,
    lost: goesOn ? null : await lostEpochs(lookup, phase, course),
  };
}

/** Whether there is a result of the phase from other tensors than are known now. */
async function isTrainedFromOther(
  { store, choice, sourceHash }: PhaseLookup,
  phase: Phase,
): Promise<boolean> {
  const { prefix, fits } = isResultFromOtherTensors(phase, sourceHash);
  return chosenNames((await listArtifacts(store, prefix)).filter(fits), choice).length > 0;
}

/** The result of a key; or a training of the same course that has stopped early, whatever its number of epochs was. */
async function resultOf(
  { store, choice }: PhaseLookup,
  phase: Phase,
  key: string,
): Promise<StoredResult | null> {
  const { result } = await findResult(store, `${key}.`, choice);
  if (result || !mayEndEarly(phase) || phase.fingerprint.course === null) return result;
  const stopped = await findResult(
    store,
    courseOfKey(key),
    choice,
    (artifact) => artifact.stopped !== undefined && artifact.stopped.epoch < phase.epochs,
  );
  return stopped.result;
}

/** Epochs of the longest finished training of the same course that is shorter than the phase; null if there is none. */
async function lostEpochs(
  { store, choice }: PhaseLookup,
  phase: Phase,
  course: string,
): Promise<number | null> {
  if (phase.fingerprint.course === null) return null;
  const ids = chosenNames(await listArtifacts(store, course), choice);
  const described = await Promise.all(ids.map((id) => describedArtifact(store, id)));
  const epochs = described.flatMap((artifact) => artifact?.epochs.length ?? []);
  const shorter = epochs.filter((one) => one < phase.epochs);
  return shorter.length === 0 ? null : Math.max(...shorter);
}

/** The artifact of a figure that was computed from a phase's weights. */
export const laterFigureInputs = (figure: FigureKey, artifact: Artifact) => ({
  name: figure.name,
  key: keyOfLaterFigure(figure.key, artifact),
  inputs: {
    fingerprint: figure.key,
    sources: [],
    parents: (artifact.networks ?? []).flatMap((network) => network?.sha256 ?? []),
  },
});

/** A result with the figures that its phase has now. */
export async function withFigures(
  { store, choice }: PhaseLookup,
  own: PhaseKey,
  result: StoredResult,
  wanted: readonly FigureKey[],
): Promise<CachedPhase> {
  const { artifact } = result;
  const { later: missing, ...recorded } = figuresOfArtifact(artifact, wanted);
  const values = new Map<string, number>();
  const later: FigureKey[] = [];
  for (const figure of missing) {
    const { key } = laterFigureInputs(figure, artifact);
    const found = await findResult(store, `${key}.`, choice);
    const value = found.result?.artifact.metrics['value'];
    if (value === undefined) later.push(figure);
    else values.set(figure.name, value);
  }
  return {
    state: 'cached',
    ...own,
    result,
    figures: withLaterFigures(recorded, keptEpoch(artifact), values),
    later,
  };
}

/** Message for users: that a shorter training is of no use, and why. */
export const lostMessage = (epochs: number): string =>
  `${epochs} of its epochs are trained, but the state of the optimizer after them is no longer in the store: it begins anew`;

/** The epoch whose weights an artifact has. */
export const keptEpoch = ({ kept, epochs }: Artifact): number => kept ?? epochs.length;
