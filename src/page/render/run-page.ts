/** What the page of a run shows: plain data, read from its folder, from which the page is drawn. */
import type { Program } from '../../compiler/index.js';
import type { EpochRecord, Manifest } from '../../runtime/index.js';

export interface RunPage {
  manifest: Manifest;
  program: Program;
  /** In the plan's order. Long ones may be thinned out. */
  histories: readonly PhaseHistory[];
  reports: readonly PageReport[];
  /** The graph as it was written; null if it was not kept. */
  graphText: string | null;
  /** The phases that train at this moment; none on a page of a finished run. */
  running: readonly RunningPhase[];
}

export interface PhaseHistory {
  phase: string;
  epochs: readonly EpochRecord[];
}

export interface RunningPhase {
  phase: string;
  epoch: number;
  epochs: number;
  step: number;
  steps: number;
  /** Of the last step; null before the first, or if it is not a number. */
  loss: number | null;
  secondsLeft: number | null;
}

/** A report of the graph, in the order of its files. */
export interface PageReport {
  name: string;
  pictures: readonly PagePicture[];
}

export interface PagePicture {
  /** Within the run's folder: `report/curves.svg`. */
  file: string;
  /** `data:image/png;base64,...`, or a path on the server of a live page; null if it does not fit into the page. */
  source: string | null;
  bytes: number;
}
