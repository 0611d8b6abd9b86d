/** The door holds types alone: whoever wants work done forks main.js. */
export type * from './jobs.js';
export type * from './protocol.js';
