/** The script of the page of a run. It draws what is in the page; a page that is served asks its server for more. */
import type { PageData } from '../render/index.js';
import { createCharts } from './charts.js';
import { showHints } from './hints.js';
import { followLive } from './live.js';

const read = (id: string): unknown =>
  JSON.parse(document.getElementById(id)?.textContent ?? 'null') as unknown;

const charts = createCharts();
showHints();
charts.draw((read('page-data') as PageData).charts);
followLive(charts);
