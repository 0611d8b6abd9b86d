export { curvesSvg, type Curve, type CurveOptions } from './curves.js';
export {
  evaluationTable,
  phaseTable,
  SIMULATED_MARK,
  type EvaluationFigures,
  type Paint,
  type PhaseFigures,
} from './figures.js';
export { formatBytes, formatCount, formatFigure, formatSeconds } from './format.js';
export { pictureGrid, type GridOptions, type GridRow } from './grid.js';
export { printedWidth, textTable, type Column } from './table.js';
