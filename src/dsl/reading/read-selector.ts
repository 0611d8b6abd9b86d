import type { WeightSelector } from '../document.js';
import type { YamlTree } from '../text/index.js';
import { locatedOptional, locatedValue, validTrees, validValueAt } from './reader-helpers.js';

/** `network`, `network/layer`, or a map with `network`. */
export function readSelector(tree: YamlTree): WeightSelector {
  const { range, origin } = tree;
  const pattern = tree.kind === 'map' ? validValueAt(tree, 'network') : tree;
  const isWhole = validTrees([tree]).length > 0 && pattern?.kind === 'scalar';
  return {
    range,
    pattern: isWhole ? locatedValue<string>(pattern) : { value: '', range, origin },
    until: locatedOptional<string>(tree, 'until'),
    layerKind: locatedOptional<string>(tree, 'kind'),
    ...(isWhole ? {} : { broken: true }),
  };
}
