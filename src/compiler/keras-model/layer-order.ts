import type { KerasGraph, KerasLayer } from './keras-graph.js';
import type { KerasArgument, KerasTensor } from './keras-tensor.js';

const tensorsOf = (args: readonly KerasArgument[]): KerasTensor[] =>
  args.flatMap((argument) =>
    typeof argument === 'number' ? [] : 'layer' in argument ? [argument] : [...argument],
  );

/**
 * Layers in the order in which a Functional model of Keras lists them (`map_graph` in keras/src/ops/function.py): by
 * their depth, which is counted from the outputs, and at one depth as a search from the outputs meets them.
 */
export function layerOrder({ layers, inputs, outputs }: KerasGraph): KerasLayer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const met = new Map<string, number>();
  const finished = new Set<string>();
  const nodes: { layer: string; parents: KerasTensor[]; key: string }[] = [];
  const keyOf = ({ layer, node }: Pick<KerasTensor, 'layer' | 'node'>) => `${layer}\0${node}`;

  const visit = (tensor: KerasTensor): void => {
    const key = keyOf(tensor);
    if (finished.has(key)) return;
    finished.add(key);
    if (!met.has(tensor.layer)) met.set(tensor.layer, met.size);
    const parents = tensorsOf(byName.get(tensor.layer)!.calls[tensor.node] ?? []);
    parents.forEach(visit);
    nodes.push({ layer: tensor.layer, parents, key });
  };
  outputs.forEach(visit);

  const depthOfNode = new Map<string, number>();
  const depth = new Map<string, number>();
  for (const { layer, parents, key } of [...nodes].reverse()) {
    const own = Math.max(depthOfNode.get(key) ?? 0, depth.get(layer) ?? 0);
    depth.set(layer, own);
    depthOfNode.set(key, own);
    for (const parent of parents)
      depthOfNode.set(keyOf(parent), Math.max(own + 1, depthOfNode.get(keyOf(parent)) ?? 0));
  }
  // Inputs that nothing uses.
  for (const { layer } of inputs) {
    if (depth.has(layer)) continue;
    depth.set(layer, 0);
    met.set(layer, -1);
  }
  return layers
    .filter(({ name }) => depth.has(name))
    .sort((a, b) => depth.get(b.name)! - depth.get(a.name)! || met.get(a.name)! - met.get(b.name)!);
}
