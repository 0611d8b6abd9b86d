export { openDisplay, type Display } from './display.js';
