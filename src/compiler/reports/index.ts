/** Compiles reports, one file for each kind. */
export { compileReports } from './compile-reports.js';
