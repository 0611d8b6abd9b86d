/** What a run needs of the store, from its record. */
import type { Manifest } from '../run/index.js';

export interface RunNeeds {
  run: string;
  /** Whether a process executes it: it may take up any result that it could have made itself. */
  isLiving: boolean;
  /** Format of the store when it was made. */
  format: number;
  /** Phases whose keys are known; `artifact` is null while the result is not recorded. */
  phases: { key: string; artifact: string | null }[];
  /** Keys of evaluations. */
  evaluations: string[];
  /** Names of what was loaded from files with weights. */
  weights: string[];
  /** Hashes of what the sources of its data gave. */
  sources: string[];
}

export function needsOfRun({
  run,
  status,
  format,
  phases,
  evaluations,
  sources,
  weights,
}: Manifest): RunNeeds {
  return {
    run,
    isLiving: status === 'running',
    format,
    phases: phases.flatMap(({ key, artifact }) =>
      key === null ? [] : [{ key, artifact: artifact ?? (format < 5 ? key : null) }],
    ),
    evaluations: evaluations.map(({ key }) => key),
    weights: weights?.map(({ artifact }) => artifact) ?? [],
    sources: sources?.map(({ hash }) => hash) ?? [],
  };
}
