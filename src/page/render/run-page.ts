/** What the page of a run shows: plain data, read from its folder, from which the page is drawn. */
import type { Program } from '../../compiler/index.js';
import type { OverlayPanel, PhaseCurves, ReportData } from '../../report/index.js';
import type { Manifest } from '../../runtime/index.js';

export interface RunPage {
  manifest: Manifest;
  program: Program;
  /** Of each phase, in the plan's order. Of long ones, some epochs are left out. */
  curves: readonly PhaseCurves[];
  /** Of a run with several seeds: a panel for each figure of each phase, a line for each seed. */
  seedCurves: readonly OverlayPanel[];
  reports: readonly PageReport[];
  /** The graph as it was written; null if it was not kept. */
  graphText: string | null;
  /** The phases that train at this moment; none on a page of a finished run. */
  running: readonly RunningPhase[];
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

/** A report of the graph. */
export interface PageReport {
  name: string;
  /** What it computed, to be drawn in the page; null if it is shown as a picture. */
  data: ReportData | null;
  /** In the order of their files. */
  pictures: readonly PagePicture[];
}

export interface PagePicture {
  /** Within the run's folder: `report/curves.svg`. */
  file: string;
  /** `data:image/png;base64,...`, or a path on the server of a live page; null if it does not fit into the page. */
  source: string | null;
  bytes: number;
}
