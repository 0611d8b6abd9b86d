import type { KernelCall, StepProgram, ValueId } from '../../../capture/index.js';
import { geometry, isDense } from '../layout/index.js';
import { rewrite, type Rewriter } from './rewriter.js';

/** Whether the call is a convolution of stride 1, forward or spread back: one can be written as the other. */
function isConvolution({ kernel, inputs, outputs, attrs }: KernelCall, at: Rewriter): boolean {
  const [big, small] =
    kernel === 'Conv2D'
      ? [inputs.x, outputs[0]]
      : kernel === 'Conv2DBackpropInput'
        ? [outputs[0], inputs.dy]
        : [undefined, undefined];
  if (big === undefined || small === undefined) return false;
  const shape = (id: ValueId) => at.value(id).shape;
  return isDense(geometry(attrs, shape(inputs.filter as ValueId), shape(big), shape(small)));
}

/** The bias and activation that follow a convolution become part of it. */
export function fuseConvolutions(program: StepProgram): StepProgram {
  return rewrite(program, (call, at) => {
    if (!isConvolution(call, at)) return;
    const product = call.outputs[0] as ValueId;
    const add = at.onlyReader(product);
    if (add?.kernel !== 'Add') return;
    const bias = (add.inputs.a === product ? add.inputs.b : add.inputs.a) as ValueId;
    const { shape } = at.value(product);
    if (bias === product || at.value(bias).shape.join() !== String(shape[3])) return;
    const sums = add.outputs[0] as ValueId;
    const next = at.onlyReader(sums);
    const activation = next?.kernel === 'Relu' || next?.kernel === 'LeakyRelu' ? next : undefined;
    const last = activation ?? add;
    const x = (call.inputs.x ?? call.inputs.dy) as ValueId;
    const fused: KernelCall = {
      kernel: '@Convolution',
      inputs: { x, filter: call.inputs.filter as ValueId, bias },
      attrs: {
        ...call.attrs,
        turned: call.kernel === 'Conv2DBackpropInput',
        ...(activation ? { activation: activation.kernel, alpha: activation.attrs.alpha } : {}),
      },
      outputs: last.outputs,
      scope: call.scope,
    };
    at.replace(call, []);
    at.replace(add, activation ? [] : [fused]);
    if (activation) at.replace(activation, [fused]);
  });
}
