import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { CaptureBackend } from './backend.js';
import { mendGradients } from './mended-gradients.js';

interface TapeNode {
  outputs: Tensor[];
  gradient?: (dys: Tensor[]) => Record<string, () => Tensor>;
}

/**
 * Gradients of a scalar, with tfjs's own tape. The kernels of the way back are recorded under
 * `gradient/<scope of the kernel that they differentiate>`, so that profiles and errors can name the layer.
 *
 * @returns null where the loss does not depend on the tensor.
 */
export function gradients(
  backend: CaptureBackend,
  loss: () => Tensor,
  of: readonly Tensor[],
): { value: Tensor; gradients: (Tensor | null)[] } {
  mendGradients();
  const tf = engine();
  const { recorder } = backend;
  const name = (node: TapeNode): string => {
    const output = node.outputs[0];
    return `gradient/${(output && recorder.scopeOf(backend.idOf(output))) || 'step'}`;
  };
  const forward = () => {
    const value = loss();
    for (const node of (tf.state.activeTape ?? []) as unknown as TapeNode[]) {
      const back = node.gradient;
      if (!back) continue;
      const scope = name(node);
      node.gradient = (dys) => {
        const parts = recorder.within(scope, () => back(dys));
        return Object.fromEntries(
          Object.entries(parts).map(([input, part]) => [input, () => recorder.within(scope, part)]),
        );
      };
    }
    return value;
  };
  const { value, grads } = recorder.within('gradient', () =>
    // The forward pass sets scopes of its own; what tfjs adds up between kernels stays under `gradient`.
    tf.gradients(forward, [...of], undefined, true),
  );
  return { value, gradients: of.map((_, at) => grads[at] ?? null) };
}
