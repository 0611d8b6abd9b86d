/** The script of the page of a run. It shows what is in the page; it loads and sends nothing. */
import { showHints } from './hints.js';

showHints();
