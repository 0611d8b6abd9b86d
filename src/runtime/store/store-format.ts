/**
 * Raised when what an artifact or a checkpoint holds changes its meaning, and when the same graph comes to mean something
 * else. Part of every key.
 *
 * 2: fields, pairs, ramps and crossentropies mean what docs/language.md says; checkpoints are hashed with their headers.
 * 3: variances are of numbers whose mean is 0, however far from it they lie.
 */
export const STORE_FORMAT = 3;
