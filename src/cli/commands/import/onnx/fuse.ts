import type { OnnxNode } from '../../../../file-formats/index.js';

/** Activations that exporters write as several operators, as one: `x * sigmoid(x)` is `Silu`. */
export function fuseActivations(nodes: readonly OnnxNode[], uses: ReadonlyMap<string, number>): OnnxNode[] {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const gone = new Set<OnnxNode>();
  const fused = nodes.map((node): OnnxNode => {
    if (node.op !== 'Mul') return node;
    for (const [at, input] of node.inputs.entries()) {
      const sigmoid = makers.get(input);
      const [other] = node.inputs.filter((_, place) => place !== at);
      if (sigmoid?.op !== 'Sigmoid' || sigmoid.inputs[0] !== other || uses.get(input) !== 1) continue;
      gone.add(sigmoid);
      return { ...node, op: 'Silu', inputs: [other!], attributes: new Map() };
    }
    return node;
  });
  return fused.filter((node) => !gone.has(node));
}
