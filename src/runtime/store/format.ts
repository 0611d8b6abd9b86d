/**
 * Raised when what an artifact or a checkpoint holds changes its meaning, and when the same graph comes to mean something
 * else. Part of every key.
 *
 * 2: fields, pairs, ramps and crossentropies mean what docs/language.md says; checkpoints are hashed with their headers.
 */
export const STORE_FORMAT = 2;
