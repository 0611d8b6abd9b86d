import { shapeSize } from '../../vocabulary/index.js';
import type { DataStep } from '../../compiler/index.js';
import { ownValue } from '../../records/index.js';
import { createImageAugmenter, type ImageAugmenter } from './augment/index.js';
import type { IndexedExamples } from './indexed-examples.js';

/** A set with augmented images: augmented anew at each visit, or once. */
export function augmentedExamples(
  source: IndexedExamples,
  step: Extract<DataStep, { step: 'augment' }>,
  seed: number,
): IndexedExamples {
  const augmenters = new Map<string, ImageAugmenter>();
  for (const [field, augmentation] of Object.entries(step.fields)) {
    const shape = ownValue(source.fields, field)?.shape;
    if (shape?.length !== 3) throw new Error(`${field} is no field of images`);
    augmenters.set(
      field,
      createImageAugmenter(augmentation, shape as [number, number, number], seed, `${step.stream}/${field}`),
    );
  }
  const kept = new Map(Object.entries(step.kept ?? {}));
  const origin = (field: string) => kept.get(field) ?? field;
  return {
    ...source,
    fields: {
      ...source.fields,
      ...Object.fromEntries([...kept].map(([name, field]) => [name, source.fields[field]!])),
    },
    gather(field, rows, visits, out) {
      source.gather(origin(field), rows, visits, out);
      const augment = augmenters.get(field);
      if (!augment) return;
      const size = shapeSize(source.fields[field]!.shape);
      for (let i = 0; i < rows.length; i++) {
        augment(
          out.subarray(i * size, (i + 1) * size) as Float32Array,
          source.drawKey(rows[i]!, visits[i]!, step.draw),
        );
      }
    },
    varies: (field) => source.varies(origin(field)) || (step.draw === 'epoch' && augmenters.has(field)),
  };
}
