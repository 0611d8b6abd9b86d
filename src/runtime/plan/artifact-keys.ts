/**
 * Keys of the artifact cache: hashes of all inputs of a result, not of its content. Equal keys mean equal results, so a
 * cached result is reused, whichever run computed it. A key depends on no name, and on no engine or number of threads:
 * these stand in the artifact.
 *
 * What a phase starts from goes into its key as the tensors themselves are, not as they came to be: a phase that is
 * trained again to the same bytes trains no other phase again. So the key of a phase is known when its parents are
 * trained.
 */
import {
  canonicalJson,
  valuesFingerprint,
  type DataUse,
  type Phase,
  type PhaseResult,
  type Program,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import type { NetworkSource, SourceFacts } from '../jobs/index.js';
import { sha256, STORE_FORMAT, type Artifact } from '../store/index.js';

/** Raised whenever the same graph and data give other results than before. */
const SEMANTICS_VERSION = 2;

export const hashKey = (value: unknown) =>
  sha256([canonicalJson({ format: STORE_FORMAT, meaning: SEMANTICS_VERSION, value })]);

const sortedUnique = (names: readonly string[]) => [...new Set(names)].sort();

/** Data sets that a phase reads. */
export const datasetsOfPhase = (phase: Phase) =>
  sortedUnique([phase.data.dataset, ...(phase.validation ? [phase.validation.data.dataset] : [])]);

/** Phases that a phase takes weights from. */
export const prerequisitePhases = (phase: Phase) =>
  sortedUnique([
    ...phase.dependsOn,
    ...phase.networks.flatMap(({ from }) => from ?? []),
    ...phase.start.flatMap(({ from }) => from ?? []),
  ]);

/** Hash of a network's tensors as an earlier phase left them; null if that is not known yet. */
export type TensorsHashLookup = (result: PhaseResult) => string | null;

/** Hash of the contents of a data set's source. */
export type SourceHashLookup = (dataset: string) => string;

export const sourceHashes =
  (sources: readonly SourceFacts[]): SourceHashLookup =>
  (dataset) => {
    const found = sources.find(({ name }) => name === dataset);
    if (!found) throw new Error(`the source of ${dataset} was not read`);
    return found.hash;
  };

/**
 * The key of a phase has three parts: the course of its training and the data, the tensors that it starts from, and what
 * it is as a whole. They are found by listing: results of the same course with other numbers of epochs, and results of
 * the same phase from other tensors.
 */
const COURSE_DIGITS = 24;
const START_DIGITS = 20;
const WHOLE_DIGITS = 20;

export interface PhaseKey {
  key: string;
  inputs: Artifact['inputs'];
}

/** What is known of a phase's key before its parents are. */
const courseDigits = ({ fingerprint }: Phase, sources: readonly string[]) =>
  hashKey({ kind: 'phase', course: fingerprint.course ?? fingerprint.weights, sources }).slice(
    0,
    COURSE_DIGITS,
  );
const wholeDigits = ({ fingerprint }: Phase) => hashKey(fingerprint.weights).slice(0, WHOLE_DIGITS);

/** The key of a phase; null if the tensors of its parents are not known yet. */
export function keyOfPhase(
  phase: Phase,
  sourceHash: SourceHashLookup,
  tensorsHash: TensorsHashLookup,
): PhaseKey | null {
  const { weights, parents: results, sources: datasets } = phase.fingerprint;
  const sources = datasets.map(sourceHash);
  const parents = results.map(tensorsHash);
  if (!parents.every((hash) => hash !== null)) return null;
  const start = hashKey({ kind: 'start', parents }).slice(0, START_DIGITS);
  return {
    key: courseDigits(phase, sources) + start + wholeDigits(phase),
    inputs: { fingerprint: weights, sources, parents },
  };
}

/** The part of a phase's key that is the same for any number of epochs: it names checkpoints. */
export const courseOfKey = (key: string): string => key.slice(0, COURSE_DIGITS + START_DIGITS);

/** Whether an artifact is a result of the phase, from whatever tensors it starts. */
export function isResultFromOtherTensors(phase: Phase, sourceHash: SourceHashLookup) {
  const course = courseDigits(phase, phase.fingerprint.sources.map(sourceHash));
  const whole = wholeDigits(phase);
  return {
    prefix: course,
    fits: (id: string) => id.startsWith(whole, COURSE_DIGITS + START_DIGITS),
  };
}

/** The place of a network in the artifact of the phase that left it. */
export function placeInArtifact(program: Program, { phase, network }: PhaseResult): number | null {
  const found = program.phases.find(({ name }) => name === phase);
  // Programs of older formats have no such list: their artifacts are read by names.
  const at = found?.fingerprint.networks?.indexOf(network) ?? -1;
  return at < 0 ? null : at;
}

/** The key of values computed from wires over a split: evaluations, rows of translation grids. */
export function keyOfWireValues(
  program: Program,
  {
    kind,
    count,
    examples,
    ...request
  }: {
    kind: 'evaluation' | 'wires';
    data: DataUse;
    wires: readonly Wire[];
    wanted: readonly WireId[];
    networks: readonly { name: string; from: string | null }[];
    count?: number | null;
    examples?: readonly number[];
  },
  sourceHash: SourceHashLookup,
  tensorsHash: (result: PhaseResult) => string,
): PhaseKey {
  const { values, sources, parents } = valuesFingerprint(program, request);
  const inputs = {
    fingerprint: values,
    sources: sources.map(sourceHash),
    parents: parents.map(tensorsHash),
  };
  return { key: hashKey({ kind, count: count ?? null, ...(examples ? { examples } : {}), inputs }), inputs };
}

/** The tensors of a network as a phase left them, in the artifact of this name; its initial values without a phase. */
export const networkSource = (
  program: Program,
  { name, from }: { name: string; from: string | null },
  artifact: (phase: string) => string,
): NetworkSource =>
  from === null
    ? { name, artifact: null, at: null }
    : { name, artifact: artifact(from), at: placeInArtifact(program, { phase: from, network: name }) };
