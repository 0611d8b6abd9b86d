export { ArenaFullError, createArena, type Arena } from './arena.js';
export { ALIGNMENT, aligned, placeBuffers, type Buffer, type Lifetime } from './place-buffers.js';
