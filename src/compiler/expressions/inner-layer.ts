import type { SourceRange } from '../../diagnostics/index.js';
import { innerLayers } from '../inner-layers.js';
import { withBatchSize } from '../tensor-type.js';
import type { Network, Wire, WireId } from '../program.js';
import type { ExpressionScope, LoweredValue } from './expression-scope.js';

/** The network of a call. */
export function calledNetwork(call: WireId, { builder, context }: ExpressionScope): Network | undefined {
  const wire = builder.wires[call] as Extract<Wire, { op: 'call' }>;
  return context.networks.get(wire.network);
}

/** `student(image).logits`: what the layer `logits` makes in a call; undefined if there is no such layer. */
export function lowerInnerLayer(
  call: WireId,
  layer: string,
  range: SourceRange,
  scope: ExpressionScope,
): LoweredValue | undefined {
  const network = calledNetwork(call, scope);
  const found = network && innerLayers(network).get(layer);
  if (!found) return undefined;
  // A whole value that the network is given in place of a batch has a size of its own.
  const [size] = scope.builder.wires[call]!.type.shape;
  const type = typeof size === 'number' ? withBatchSize(found.wire.type, size) : found.wire.type;
  return { wire: scope.builder.add({ op: 'output', of: call, index: -1, layer, type, range }) };
}
