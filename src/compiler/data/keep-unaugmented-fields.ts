import type { Augmentation } from '../program.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { DatasetDraft } from './join-datasets.js';
import { wireListRewriter } from './rewrite-wires.js';

/**
 * An added field is computed where it is written: fields added before this data set use the image as it was before
 * this augmentation. Returns the fields to keep, by the new names that the added fields now refer to; null if no
 * added field depends on an augmented one.
 *
 * @param dataset the data set that augments them: its name distinguishes its copies from those of others
 */
export function keepUnaugmentedFields(
  dataset: string,
  augmentations: Readonly<Record<string, Augmentation>>,
  draft: DatasetDraft,
): Record<string, string> | null {
  const kept = nullPrototypeRecord<string>();
  const readKept = wireListRewriter((wire) => {
    if (wire.op !== 'field' || !Object.hasOwn(augmentations, wire.name)) return wire;
    const copy = `${wire.name}@${dataset}`;
    kept[copy] = wire.name;
    return { ...wire, name: copy };
  });
  for (const [name, field] of draft.fields) {
    if (field.from.kind === 'stored') continue;
    draft.fields.set(name, { ...field, from: { ...field.from, wires: readKept(field.from.wires) } });
  }
  for (const [copy, origin] of Object.entries(kept)) {
    draft.fields.set(copy, { ...draft.fields.get(origin)!, kept: true });
  }
  return Object.keys(kept).length > 0 ? kept : null;
}
