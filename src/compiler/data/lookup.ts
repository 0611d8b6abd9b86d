import type { Located } from '../../dsl/index.js';
import type { KnownData } from '../known-data.js';
import { unknown, type World } from '../world.js';

/** A data set by name; undefined if there is none (reported), or if it is broken (reported before). */
export function datasetNamed(name: Located<string>, world: World): KnownData | undefined {
  world.used.data.add(name.value);
  const found = world.data.get(name.value);
  if (!found && !world.broken.data.has(name.value)) {
    unknown(world, name, {
      code: 'unknown-data',
      kind: 'data set',
      candidates: [world.declared.data],
    });
  }
  return found;
}
