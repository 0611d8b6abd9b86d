import { SECTIONS, TOP_LEVEL_SCALARS } from './structure/index.js';
import type { YamlTree } from './text/index.js';

const TOP_LEVEL_ORDER: readonly string[] = ['lagraph', ...TOP_LEVEL_SCALARS, 'words', ...SECTIONS];

/**
 * The whole graph as plain data that is itself a valid graph: parameters substituted, loops unrolled, keys in their
 * usual order.
 */
export function resolvedGraphData(root: YamlTree, rewritten: ReadonlyMap<YamlTree, string>): unknown {
  const plain = (tree: YamlTree): unknown => {
    switch (tree.kind) {
      case 'broken':
        return null;
      case 'scalar':
        return rewritten.get(tree) ?? tree.value;
      case 'list':
        return tree.value.map(plain);
      case 'map':
        return Object.fromEntries(tree.value.map(({ key, value }) => [key, plain(value)]));
    }
  };
  const graph = plain(root) as Record<string, unknown>;
  // Parts have been put in.
  const keys = Object.keys(graph).filter((key) => key !== 'imports');
  const place = (key: string) =>
    TOP_LEVEL_ORDER.includes(key) ? TOP_LEVEL_ORDER.indexOf(key) : TOP_LEVEL_ORDER.length;
  return Object.fromEntries(keys.sort((a, b) => place(a) - place(b)).map((key) => [key, graph[key]]));
}
