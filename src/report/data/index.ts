/** What reports computed: the files `report/NAME.json` of a run. */
export type {
  BarsData,
  ChartScale,
  ClassNumber,
  ConfusionData,
  CurvesData,
  HistogramData,
  ImageSheet,
  InterpolationData,
  ManifoldData,
  MispredictionsData,
  PhaseCurves,
  PlaneData,
  ReferenceFigure,
  ReportBase,
  ReportData,
  ReportExamples,
  RowsData,
  SamplesData,
} from './report-data.js';
export { REPORT_DATA_FORMAT } from './report-data.js';
export { readReportData, writeReportData } from './read-report-data.js';
