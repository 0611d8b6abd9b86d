import type { DataStep } from '../../compiler/index.js';
import { own } from '../../names/index.js';
import { augmenter, type Augmenter } from './augment/index.js';
import { elements, type Examples } from './examples.js';

/** A set whose images are changed at random: anew at each visit, or once and for all. */
export function augmentedExamples(
  of: Examples,
  step: Extract<DataStep, { step: 'augment' }>,
  seed: number,
  name: string,
): Examples {
  const augmenters = new Map<string, Augmenter>();
  for (const [field, augmentation] of Object.entries(step.fields)) {
    const shape = own(of.fields, field)?.shape;
    if (shape?.length !== 3) throw new Error(`${field} is no field of images`);
    augmenters.set(
      field,
      augmenter(augmentation, shape as [number, number, number], seed, `${name}/${field}`),
    );
  }
  const kept = new Map(Object.entries(step.kept ?? {}));
  const origin = (field: string) => kept.get(field) ?? field;
  return {
    ...of,
    fields: {
      ...of.fields,
      ...Object.fromEntries([...kept].map(([name, field]) => [name, of.fields[field]!])),
    },
    fill(field, rows, visits, out) {
      of.fill(origin(field), rows, visits, out);
      const augment = augmenters.get(field);
      if (!augment) return;
      const size = elements(of.fields[field]!.shape);
      for (let i = 0; i < rows.length; i++) {
        augment(
          out.subarray(i * size, (i + 1) * size) as Float32Array,
          of.key(rows[i]!, visits[i]!, step.draw),
        );
      }
    },
    varies: (field) => of.varies(origin(field)) || (step.draw === 'epoch' && augmenters.has(field)),
  };
}
