import type { Phase } from '../../compiler/index.js';
import { ownValue } from '../../records/index.js';
import type { ExampleSet } from '../data/index.js';
import { shuffledBatches, type Batch } from './batches.js';
import { classBatches } from './class-batches.js';

/** The batches of a phase by their number since it began. */
export function trainingBatches(
  seed: number,
  { stream, batchSize, classBatch }: Pick<Phase, 'stream' | 'batchSize' | 'classBatch'>,
  set: ExampleSet,
): (number: number) => Batch {
  if (!classBatch) return shuffledBatches(seed, stream, set.examples, batchSize);
  const { label } = classBatch;
  const classOf = set.classes(label);
  if (!classOf) throw new Error(`${label} is no label of the training data`);
  const names = ownValue(set.fields, label)?.classes;
  return classBatches(seed, stream, classOf, classBatch, (one) => names?.[one] ?? `class ${one}`);
}
