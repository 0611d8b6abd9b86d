/** Charts of reports as options of ECharts, and their SVG. ECharts itself is loaded only when a chart is drawn. */
export { barsChart } from './bars-chart.js';
export type { Chart } from './chart.js';
export { DARK, LIGHT, type ChartStyle } from './chart-style.js';
export { confusionChart } from './confusion-chart.js';
export { curvesChart, figuresOfCurves } from './curves-chart.js';
export { histogramChart } from './histogram-chart.js';
export { type CurvesLayout } from './panels.js';
export { planeChart } from './plane-chart.js';
export { overlayChart, type OverlayData, type OverlayPanel } from './overlay-chart.js';
export { renderSvg } from './render-svg.js';
