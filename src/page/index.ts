/** The page of a run: one HTML file, read from the run's folder and written into it. */
export { epochsInLines } from './read-metrics-file.js';
export { embedded, readReports, type PictureSource } from './read-run-page.js';
export {
  html,
  htmlLines,
  pictureHtml,
  renderPage,
  simulatedMark,
  type Html,
  type PageData,
  type PageReport,
} from './render/index.js';
export { PAGE_FILE, pageScript, runPageHtml, writeRunPage } from './write-run-page.js';
