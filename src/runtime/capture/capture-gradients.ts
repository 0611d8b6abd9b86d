import { engine, type Tensor } from '@tensorflow/tfjs-core';
import type { CaptureBackend } from './capture-backend.js';
import { registerCorrectedGradients } from './corrected-gradients.js';
import { orderTape, registerSecondGradients } from './second-gradients.js';

interface TapeNode {
  inputs: Record<string, Tensor>;
  outputs: Tensor[];
  gradient?: (dys: Tensor[]) => Record<string, () => Tensor>;
}

/**
 * Gradients of a scalar, computed on tfjs's own tape. The kernels of the backward pass are recorded under
 * `gradient/<scope of the kernel that they differentiate>`, so that profiles and errors can name the layer.
 */
export function captureGradients(
  backend: CaptureBackend,
  loss: () => Tensor,
  of: readonly Tensor[],
): { value: Tensor; gradients: (Tensor | null)[] } {
  registerCorrectedGradients();
  registerSecondGradients();
  const tf = engine();
  const { recorder } = backend;
  const name = (node: TapeNode): string => {
    const output = node.outputs[0];
    return `gradient/${(output && recorder.scopeOf(backend.valueIdOf(output))) || 'step'}`;
  };
  const forward = () => {
    const value = loss();
    const tape = (tf.state.activeTape ?? []) as unknown as TapeNode[];
    orderTape(tape);
    for (const node of tape) {
      const back = node.gradient;
      if (!back) continue;
      const scope = name(node);
      node.gradient = (dys) => {
        const parts = recorder.inScope(scope, () => back(dys));
        return Object.fromEntries(
          Object.entries(parts).map(([input, part]) => [input, () => recorder.inScope(scope, part)]),
        );
      };
    }
    return value;
  };
  const { value, grads } = recorder.inScope('gradient', () =>
    // The forward pass sets scopes of its own; additions that tfjs inserts between kernels stay under `gradient`.
    tf.gradients(forward, [...of], undefined, true),
  );
  return { value, gradients: of.map((_, at) => grads[at] ?? null) };
}
