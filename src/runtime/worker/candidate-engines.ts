import { BASE_ENGINE } from '../api/index.js';
import { EngineUnavailableError } from '../engine-errors/index.js';

/** What `--engine auto` chooses among. */
export interface CandidateEngines {
  /** Names of engines whose libraries are there, the base engine last. */
  candidates: string[];
  /** What to say of one that is often quicker and is not there, or not where a variable says; null if there is none. */
  addable: string | null;
}

/**
 * The engines that a phase's training may be done by. Nothing is loaded. TensorFlow is one only where it was brought for
 * lagraph: a Python package that lies about may be of any version, and takes seconds to load.
 */
export async function candidateEngines(): Promise<CandidateEngines> {
  // Both are called through koffi, which does not load on every platform that the base engine runs on.
  const engines = await Promise.all([
    import('../engines/onednn/index.js'),
    import('../engines/tensorflow/index.js'),
  ]).catch(() => null);
  if (engines === null) return { candidates: [BASE_ENGINE], addable: null };
  const [{ findAllOnednn, ONEDNN_JARS }, { findAllTensorflow }] = engines;
  const { found: onednn, problem } = lookFor(findAllOnednn);
  const tensorflow = lookFor(findAllTensorflow).found.filter(
    ({ source }) => source === 'LAGRAPH_TENSORFLOW' || source === 'cache',
  );
  const jar = ONEDNN_JARS[`${process.platform}-${process.arch}`];
  const isUnwanted = onednn.length > 0 || process.env.LAGRAPH_ONEDNN === 'none';
  return {
    candidates: [
      ...(onednn.length > 0 ? ['onednn'] : []),
      ...(tensorflow.length > 0 ? ['tensorflow'] : []),
      BASE_ENGINE,
    ],
    addable: isUnwanted ? null : (problem ?? (jar === undefined ? null : whatBrings(jar.size))),
  };
}

const whatBrings = (bytes: number): string =>
  `the engine onednn is not there, which is often quicker: \`lagraph engines add onednn\` brings it (${Math.round(bytes / 1e6)} MB)`;

/** The copies of a library; none where a variable names a place without one, which is the problem. */
function lookFor<T>(find: () => T[]): { found: T[]; problem: string | null } {
  try {
    return { found: find(), problem: null };
  } catch (error) {
    if (error instanceof EngineUnavailableError) return { found: [], problem: error.message };
    throw error;
  }
}
