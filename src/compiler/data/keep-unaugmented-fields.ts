import type { Augmentation, Wire } from '../program.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { DatasetDraft } from './join-datasets.js';

/**
 * A field is made where it is written: what was added before this data set keeps the image as it was then. Returns the
 * fields to keep, by their new names, which the added fields now read; null if none was made of what is moved here.
 *
 * @param dataset the data set that moves them: its name sets its copies apart from those of others
 */
export function keepUnaugmentedFields(
  dataset: string,
  augmentations: Readonly<Record<string, Augmentation>>,
  draft: DatasetDraft,
): Record<string, string> | null {
  const kept = nullPrototypeRecord<string>();
  const ofKept = (wire: Wire): Wire => {
    if (wire.op !== 'field' || !Object.hasOwn(augmentations, wire.name)) return wire;
    const copy = `${wire.name}@${dataset}`;
    kept[copy] = wire.name;
    return { ...wire, name: copy };
  };
  // Fields of one list are still of one list.
  const lists = new Map<readonly Wire[], readonly Wire[]>();
  for (const [name, field] of draft.fields) {
    if (field.from.kind === 'stored') continue;
    const wires = lists.get(field.from.wires) ?? field.from.wires.map(ofKept);
    lists.set(field.from.wires, wires);
    draft.fields.set(name, { ...field, from: { ...field.from, wires } });
  }
  for (const [copy, origin] of Object.entries(kept)) {
    draft.fields.set(copy, { ...draft.fields.get(origin)!, kept: true });
  }
  return Object.keys(kept).length > 0 ? kept : null;
}
