/** What a comparison of runs says, as plain data: JSON keeps it whole. */
import type { ProgramDiff } from '../diff/index.js';
import type { PageReport } from '../page/index.js';
import type { RowsData } from '../report/index.js';

export interface ComparedRun {
  run: string;
  /** The name that it was given. */
  name: string | null;
  seed: number;
  status: string;
  started: string;
  simulated: boolean;
}

/** A figure of runs that differ in their seed alone. */
export interface ComparedFigure {
  /** The mean, and the standard deviation of a sample (n - 1); null for a single value. */
  mean: number;
  spread: number | null;
  /** By seed, in the order of the runs. */
  values: { run: string; seed: number; value: number }[];
}

/** Runs that differ in their seed alone; most often a single one. */
export interface ComparedGroup {
  /** `A`, `B`, ...: what tables and charts call it. */
  mark: string;
  /** The name of a run that has one, or that of the first. */
  label: string;
  graph: string;
  engine: string;
  profile: string | null;
  overrides: string[];
  runs: ComparedRun[];
  /** By figure: evaluations by their names, figures of phases as `phase.figure`. */
  figures: Record<string, ComparedFigure>;
  /** What differs from the first group; null for the first. */
  differs: GroupDifference | null;
}

export interface GroupDifference {
  graph: ProgramDiff;
  /** Other differences than those of the graphs: the engine, the contents of data. */
  other: string[];
}

/** A curve of a group: the mean over its seeds. */
export interface ComparedCurve {
  phase: string;
  figure: string;
  points: [epoch: number, value: number][];
}

export interface Comparison {
  /** Names of figures, evaluations first, in the order of their first appearance. */
  figures: string[];
  /** Those that tables show where there is no room for all. */
  keyFigures: string[];
  groups: ComparedGroup[];
}

/** What a page shows besides. */
export interface ComparisonPage extends Comparison {
  /** By group. */
  curves: ComparedCurve[][];
  reports: PageReport[][];
  /** By group: reports that are rows of images, by name. */
  rows: ReadonlyMap<string, RowsData>[];
}
