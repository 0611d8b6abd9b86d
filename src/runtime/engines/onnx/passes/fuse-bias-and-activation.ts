import type { KernelCall, StepProgram, ValueId } from '../../../capture/index.js';
import { rewriteCalls } from '../../passes/index.js';

/** Fuses a bias and activation into the preceding convolution (its epilogue). */
export function fuseBiasAndActivation(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, rewriter) => {
    if (call.kernel !== 'Conv2D' && call.kernel !== 'Conv2DBackpropInput') return;
    const product = call.outputs[0] as ValueId;
    const add = rewriter.onlyConsumer(product);
    if (add?.kernel !== 'Add') return;
    const bias = (add.inputs.a === product ? add.inputs.b : add.inputs.a) as ValueId;
    const { shape } = rewriter.value(product);
    if (bias === product || rewriter.value(bias).shape.join() !== String(shape[3])) return;
    const sums = add.outputs[0] as ValueId;
    const next = rewriter.onlyConsumer(sums);
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
    rewriter.replace(call, []);
    rewriter.replace(add, activation ? [] : [fused]);
    if (activation) rewriter.replace(activation, [fused]);
  });
}
