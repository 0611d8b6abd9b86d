/** Kinds of reports, one file each: what they compute, and their pictures. */
export { drawReport } from './draw-report.js';
export type { DrawnReport, ReportSource, Values } from './report-source.js';
export { drawTranslations } from './translations.js';
