import type { PhaseEntry } from '../../dsl/index.js';
import type { CompileContext } from '../compile-context.js';
import type { CompiledDataset } from '../compiled-dataset.js';
import { changesEveryEpoch, labelField } from '../data/index.js';
import type { ClassBatch } from '../program.js';

/** Batches of classes, checked against the data; null if a phase has none. Undefined after an error, which is reported. */
export function compileClassBatch(
  { classBatch }: PhaseEntry,
  { dataset, fields }: CompiledDataset,
  context: CompileContext,
): ClassBatch | null | undefined {
  if (!classBatch) return null;
  const { classes, each, by } = classBatch;
  const label = labelField(by, fields, "batches can't be made by its classes", context);
  if (!label) return undefined;
  const [known = 0] = label.shape;
  if (classes.value > known) {
    context.report({
      code: 'bad-selection',
      message: `a batch can't have ${classes.value} classes: \`${by.value}\` has ${known}`,
      range: classes.range,
      help: `${known} or fewer`,
    });
    return undefined;
  }
  if (changesEveryEpoch(dataset, context)) {
    context.report({
      code: 'bad-selection',
      message: 'the class of an example would change: these pairs are put together anew in every epoch',
      range: classBatch.range,
      help: 'write `draw: once` beside `by: none` in the data',
    });
    return undefined;
  }
  return { label: by.value, classes: classes.value, each: each.value };
}
