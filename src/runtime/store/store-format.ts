/**
 * Raised when the content of an artifact or a checkpoint changes its meaning, and when the same graph comes to mean
 * something else. Part of every key.
 *
 * 2: fields, pairs, ramps and crossentropies mean what docs/language.md says; checkpoints are hashed with their headers.
 * 3: variances are computed of numbers with mean 0, however far from it the input is.
 * 4: slots, counters and weights of the best epoch have names in checkpoints that no weight can have.
 * 5: keys are made of what moves weights, and of the tensors that a phase starts from; a result's directory names the
 *    engine beside the key; figures are known by fingerprints, and checkpoints by places, not by names.
 */
export const STORE_FORMAT = 5;
