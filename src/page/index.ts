/** The page of a run: one HTML file, read from the run's folder and written into it. */
export { PAGE_FILE, runPageHtml, writeRunPage } from './write-run-page.js';
