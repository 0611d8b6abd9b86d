export { inTurn } from './in-turn.js';
export { threaded } from './engine.js';
