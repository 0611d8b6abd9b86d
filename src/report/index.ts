export {
  barsChart,
  confusionChart,
  curvesChart,
  DARK,
  figuresOfCurves,
  histogramChart,
  LIGHT,
  planeChart,
  overlayChart,
  renderSvg,
  type Chart,
  type ChartStyle,
  type CurvesLayout,
  type OverlayData,
  type OverlayPanel,
} from './charts/index.js';
export { curvesOfPhase, type TrainedEpochs } from './curves-data.js';
export * from './data/index.js';
export {
  drawReport,
  drawTranslations,
  type DrawnReport,
  type ReportSource,
  type Values,
} from './kinds/index.js';
export { imageFigureSvg, imageSheet } from './pictures/index.js';
export { lastEpochs, lastEpochsTable } from './last-epochs.js';
export {
  evaluationTable,
  phaseTable,
  phaseTableOfSeeds,
  SIMULATED_DATA_LABEL,
  type EvaluationSummary,
  type ResultColours,
  type PhaseSummary,
} from './result-tables.js';
export { formatBytes, formatCount, formatFigure, formatSeconds } from './format-numbers.js';
export { imageGridPng, type ImageGridOptions, type ImageGridRow } from './image-grid.js';
export { shellLine } from './shell-line.js';
export { printedWidth, textTable, type TableColumn } from './text-table.js';
