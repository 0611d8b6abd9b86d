import type { ReportValue } from '../../compiler/index.js';
import { REPORT_DATA_FORMAT, type ReportBase, type ReportData } from '../data/index.js';

/** Values of examples: [examples, ...shape], row-major. */
export interface Values {
  shape: number[];
  data: Float32Array;
}

/** Where a report gets its numbers: a run, with its data and trained networks. */
export interface ReportSource {
  /** The graph's name. */
  graph: string;
  /** The first examples of the report's split (null: all), or those that are listed. */
  values(wanted: readonly ReportValue[], examples: number | null | readonly number[]): Promise<Values[]>;
  /** The first output of the report's decoder. */
  decode(input: Values): Promise<Values>;
  /** Random numbers of the report, the same each time. */
  draw(from: 'normal' | 'uniform', range: readonly [number, number], count: number): Float32Array;
  /** Uniform random numbers in [0, 1), the same each time. */
  random(): () => number;
  /** Whether simulated data had a part in what was asked for so far. */
  simulated(): boolean;
}

/** What a report computed, and its picture as files; the first is the report's, further ones are pages. */
export interface DrawnReport {
  data: ReportData;
  pages: string[];
}

export const reportBase = (
  { name }: { name: string },
  source: ReportSource,
  title: string,
  notes: string[] = [],
): ReportBase => ({
  format: REPORT_DATA_FORMAT,
  name,
  title: `${source.graph}: ${title}`,
  simulated: source.simulated(),
  notes,
});

/** Images of a row that are kept as data; the picture has all of them. */
export const MAX_KEPT = 600;

/** Says that a row has more images than are kept. */
export const keptNotes = (count: number): string[] =>
  count > MAX_KEPT ? [`Pages of a run show the first ${MAX_KEPT} of ${count} examples.`] : [];

/** The first value of a key. */
export const valueOf = (values: readonly ReportValue[], key: string): ReportValue | undefined =>
  values.find((one) => one.key === key);
