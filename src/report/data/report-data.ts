/**
 * What the reports of a run computed, as stored in `report/NAME.json` beside the pictures. Pages and comparisons of
 * runs draw from it and compute nothing anew.
 */

/** Format of the file; raised when a field changes its meaning. */
export const REPORT_DATA_FORMAT = 1;

/** Common to all kinds. */
export interface ReportBase {
  format: typeof REPORT_DATA_FORMAT;
  /** The report's name in its run: that of its files. */
  name: string;
  title: string;
  /** Simulated data had a part in it: every drawing of it must say so. */
  simulated: boolean;
  /** Sentences for readers, such as what was left out because there was too much of it. */
  notes: string[];
}

/** The examples that a report was computed on. */
export interface ReportExamples {
  dataset: string;
  split: string;
  /** How many there are in the report. */
  count: number;
}

/** Same-sized images in one picture, row by row. */
export interface ImageSheet {
  /** A data URL: `data:image/png;base64,...`. */
  url: string;
  /** Size of one image in pixels. */
  width: number;
  height: number;
  /** Images side by side. */
  columns: number;
  count: number;
}

/** Class numbers count from 0; `classes` gives their names in this order. */
export type ClassNumber = number;

/** Reference figures: one number, or numbers by epoch. */
export interface ReferenceFigure {
  figure: string;
  /** The epoch that it belongs to; null if it stands for the whole phase. */
  epoch: number | null;
  value: number;
}

/** The figures of a phase by epoch. */
export interface PhaseCurves {
  phase: string;
  /** Epochs of the plan. */
  planned: number;
  /** In order; `epoch` counts from 1. `metrics`: `loss`, `loss/term`, metrics, and those of the validation as `val.*`. */
  epochs: { epoch: number; metrics: Record<string, number> }[];
  /** The best epoch by the figure that `keep` or `stop_early` watches. */
  best: { figure: string; epoch: number; value: number } | null;
  /** The epoch whose weights are the phase's result. */
  kept: number | null;
  /** The epoch after which `stop_early` ended the phase. */
  stopped: number | null;
  reference: ReferenceFigure[];
}

export interface CurvesData extends ReportBase {
  kind: 'curves';
  /** `auto`: logarithmic where a figure is positive and spans more than a factor of 20. */
  scale: ChartScale;
  phases: PhaseCurves[];
}

export type ChartScale = 'auto' | 'linear' | 'log';

/** Rows of images: column k of every row belongs to example k. */
export interface RowsData extends ReportBase {
  kind: 'rows' | 'translations';
  examples: ReportExamples;
  rows: {
    title: string;
    sheet: ImageSheet;
    /** Text of each image, if the row has any: its label, or how a network reads it. */
    captions: string[] | null;
  }[];
}

export interface ConfusionData extends ReportBase {
  kind: 'confusion';
  examples: ReportExamples;
  classes: string[];
  /** `counts[t][p]`: examples of class t that are predicted as p. */
  counts: number[][];
  accuracy: number;
}

export interface MispredictionsData extends ReportBase {
  kind: 'mispredictions';
  examples: ReportExamples;
  classes: string[];
  /** Wrong predictions among all examples; those that are shown have images. */
  wrong: number;
  shown: { example: number; true: ClassNumber; predicted: ClassNumber }[];
  sheet: ImageSheet | null;
}

export interface BarsData extends ReportBase {
  kind: 'bars';
  examples: ReportExamples;
  classes: string[];
  /** By class: its examples that are predicted as something else, and predictions of it that are wrong. */
  wrongTargets: number[];
  wrongPredictions: number[];
  /** By class: its examples. */
  totals: number[];
}

export interface PlaneData extends ReportBase {
  kind: 'plane';
  examples: ReportExamples;
  /** How the values became two numbers: as they are, or by which projection. */
  projection: 'none' | 'pca' | 'umap';
  /** Numbers of a value before the projection. */
  dimensions: number;
  /** PCA: the share of the variance that each axis explains. */
  explained: [number, number] | null;
  axes: [string, string];
  /** [x, y] of each example, in the order of the split; null where they are not finite. */
  points: ([number, number] | null)[];
  /** What colours the points: a class number each (-1: none). */
  colour: { title: string; classes: string[]; values: ClassNumber[] } | null;
  /** Thumbnails of the first `thumbnails.count` points, for hover. */
  thumbnails: ImageSheet | null;
}

/** The outputs of a decoder over a grid of its inputs, row by row from the top: the second axis falls. */
export interface ManifoldData extends ReportBase {
  kind: 'manifold';
  axes: { title: string; values: number[] }[];
  sheet: ImageSheet;
}

/** Row by row: from the first image of a pair to the second. */
export interface InterpolationData extends ReportBase {
  kind: 'interpolation';
  examples: ReportExamples;
  steps: number;
  /** The examples of each row, from and to. */
  pairs: { from: number; to: number; labels: [string, string] | null }[];
  sheet: ImageSheet;
}

export interface HistogramData extends ReportBase {
  kind: 'histogram';
  examples: ReportExamples;
  /** Edges of the bins, one more than there are bins. */
  edges: number[];
  series: {
    title: string;
    counts: number[];
    minimum: number;
    maximum: number;
    mean: number;
    deviation: number;
    /** Values that are NaN or infinite, in no bin. */
    notFinite: number;
  }[];
}

export interface SamplesData extends ReportBase {
  kind: 'samples';
  /** What the latent numbers were drawn from. */
  from: 'normal' | 'uniform';
  sheet: ImageSheet;
}

export type ReportData =
  | CurvesData
  | RowsData
  | ConfusionData
  | MispredictionsData
  | BarsData
  | PlaneData
  | ManifoldData
  | InterpolationData
  | HistogramData
  | SamplesData;
