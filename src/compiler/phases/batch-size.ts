import type { PhaseEntry } from '../../dsl/index.js';
import type { ClassBatch } from '../program.js';

/** The default of Keras's `fit`. */
const DEFAULT_BATCH_SIZE = 32;

/** Examples of a whole batch. */
export const batchSizeOf = ({
  entry,
  classBatch,
}: {
  entry: PhaseEntry;
  classBatch: ClassBatch | null;
}): number =>
  classBatch ? classBatch.classes * classBatch.each : (entry.batchSize?.value ?? DEFAULT_BATCH_SIZE);
