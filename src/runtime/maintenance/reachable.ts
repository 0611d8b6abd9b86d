/** What of a store the runs reach. Pure: the facts are read elsewhere. */
import { courseOfKey } from '../plan/index.js';
import { keyOfName, STORE_FORMAT } from '../store/index.js';
import type { RunNeeds } from './run-needs.js';

/** What is known of an artifact. */
export interface ArtifactFacts {
  id: string;
  /** Null if its description can't be read, or was written by a newer lagraph: nothing is known of it. */
  described: {
    kind: 'phase' | 'evaluation' | 'wires' | 'figure' | 'weights';
    /** Whether it is of the present format; older ones say otherwise what they were made of. */
    isCurrent: boolean;
    /** Hashes of the tensors and of the sources that it was computed from. */
    parents: readonly string[];
    sources: readonly string[];
    /** Hashes of the tensors of a phase's networks. */
    networks: readonly string[];
  } | null;
}

export interface StoreFacts {
  artifacts: readonly ArtifactFacts[];
  /** Names of directories of checkpoints. */
  checkpoints: readonly string[];
  /** Names of locks that a living process holds or waits for. */
  locks: readonly string[];
}

export interface Reachable {
  artifacts: ReadonlySet<string>;
  checkpoints: ReadonlySet<string>;
}

/**
 * What runs reach:
 *
 * - results of phases that their records name; for a phase whose result is not recorded yet, every result of the same
 *   course, of any number of epochs;
 * - weights from files of other programs that they began with;
 * - checkpoints of the same courses, from which an interrupted phase and more epochs go on;
 * - values that were computed from the tensors of such results and from the data of such runs: evaluations, figures,
 *   rows of pictures. A living run may yet train its way to tensors that are there already, so that for its data any
 *   value counts;
 * - what somebody trains at this moment, whatever the records say;
 * - what can't be read: nobody knows who needs it.
 */
export function reachableFrom(runs: readonly RunNeeds[], store: StoreFacts): Reachable {
  const phases = runs.flatMap((run) => run.phases);
  const named = new Set(phases.flatMap(({ artifact }) => artifact ?? []));
  const locked = new Set(store.locks.map((name) => courseOfKey(keyOfName(name))));
  const courses = new Set([...phases.map(({ key }) => courseOfKey(key)), ...locked]);
  const open = new Set([
    ...phases.flatMap(({ key, artifact }) => (artifact === null ? [courseOfKey(key)] : [])),
    ...locked,
  ]);
  const weights = new Set(runs.flatMap((run) => run.weights));
  const evaluations = new Set(runs.flatMap((run) => run.evaluations));
  const hasOlder = runs.some(({ format }) => format < STORE_FORMAT);

  const isNamed = (id: string): boolean =>
    named.has(id) ||
    weights.has(id) ||
    open.has(courseOfKey(keyOfName(id))) ||
    evaluations.has(keyOfName(id));
  const results = store.artifacts.filter(({ id, described }) => described === null || isNamed(id));
  const tensors = new Set(results.flatMap(({ described }) => described?.networks ?? []));
  const sources = new Set(runs.flatMap((run) => run.sources));
  const livingSources = runs.filter(({ isLiving }) => isLiving).map((run) => new Set(run.sources));

  const isValueOfThem = ({ described }: ArtifactFacts): boolean => {
    if (described === null || ['phase', 'weights'].includes(described.kind) || runs.length === 0)
      return false;
    if (!described.isCurrent) return hasOlder;
    const isFrom = (known: ReadonlySet<string>) => described.sources.every((source) => known.has(source));
    return (
      livingSources.some(isFrom) ||
      (isFrom(sources) && described.parents.every((parent) => tensors.has(parent)))
    );
  };
  return {
    artifacts: new Set([...results, ...store.artifacts.filter(isValueOfThem)].map(({ id }) => id)),
    checkpoints: new Set(store.checkpoints.filter((id) => courses.has(courseOfKey(keyOfName(id))))),
  };
}
