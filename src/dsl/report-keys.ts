/** What the keys of reports hold; a key holds the same in every kind of report. */

/** Kinds of reports that compute on values. */
export const VALUE_REPORTS = [
  'rows',
  'confusion',
  'mispredictions',
  'bars',
  'plane',
  'manifold',
  'interpolation',
  'histogram',
  'samples',
] as const;

export type ValueReportKind = (typeof VALUE_REPORTS)[number];

/** Kinds of reports: the key that a report is known by. */
export const REPORT_KINDS = ['translations', 'curves', ...VALUE_REPORTS] as const;

export type ReportKind = (typeof REPORT_KINDS)[number];

/** Keys of reports that hold expressions: one, a list of them, or a map of names. */
export const REPORT_EXPRESSIONS: ReadonlySet<string> = new Set([
  'rows',
  'images',
  'labels',
  'image',
  'label',
  'true',
  'predicted',
  'at',
  'colour',
  'of',
]);
