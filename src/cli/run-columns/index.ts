/** The runs of a store as a table: columns with types, conditions over them, sorting. */
export { cellText, cellValue, columnsOf, findColumn, type CellValue, type RunColumn } from './columns.js';
export { sortRuns } from './sort-runs.js';
export { parseCondition, type RunCondition } from './parse-condition.js';
