export { openProgressDisplay, type ProgressDisplay } from './progress-display.js';
