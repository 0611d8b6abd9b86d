/** The page of a run: one HTML file, read from the run's folder and written into it. */
export { figurePoints } from './figure-points.js';
export { epochOfLine, epochsInLines } from './read-metrics-file.js';
export { curvesOfRecord, embedded, readReports } from './read-run-page.js';
export {
  columnHead,
  CURVES_ID,
  html,
  htmlLines,
  livePolicy,
  pageData,
  pageSections,
  isDrawn,
  pictureHtml,
  renderPage,
  renderRunPage,
  scrollTable,
  simulatedMark,
  type Html,
  type PageData,
  type PageReport,
  type RunningPhase,
  type RunPage,
} from './render/index.js';
export { PAGE_FILE, pageScript, runPageHtml, writeRunPage } from './write-run-page.js';
