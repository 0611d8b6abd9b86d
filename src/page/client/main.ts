/** The script of the page of a run. It draws what is in the page. */
import type { PageData } from '../render/index.js';
import { createCharts } from './charts.js';
import { showHints } from './hints.js';

const read = (id: string): unknown =>
  JSON.parse(document.getElementById(id)?.textContent ?? 'null') as unknown;

showHints();
createCharts().draw((read('page-data') as PageData).charts);
