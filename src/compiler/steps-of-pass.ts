import type { Phase } from './program.js';

/**
 * How many batches one pass over some examples has. Batches of classes are all of one size, and do not take every
 * example in each pass: they are as many as there are whole batches, at least one.
 */
export const stepsOfPass = (
  examples: number,
  { batchSize, classBatch }: Pick<Phase, 'batchSize' | 'classBatch'>,
): number => (classBatch ? Math.max(1, Math.floor(examples / batchSize)) : Math.ceil(examples / batchSize));
