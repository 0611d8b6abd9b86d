/**
 * Hoists operations on a max pooling gradient above the scatter, where there are a quarter of the elements: only
 * maxima have a gradient, and their value is the pooled one.
 */
import type { StepProgram, ValueId } from '../../capture/index.js';
import { commutedOperands, rewriteCalls } from './rewrite-calls.js';

/** scatter(dy) * slope(x) = scatter(dy * slope(max)): the slope depends on the sign of the maximum only. */
export function hoistSlopesAboveMaxPoolGradient(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, rewriter) => {
    if (call.kernel !== 'Multiply') return;
    for (const [side, other] of commutedOperands) {
      const poolGradient = rewriter.producer(call.inputs[side]);
      const slope = rewriter.producer(call.inputs[other]);
      if (poolGradient?.kernel !== 'MaxPoolGrad' || slope?.kernel !== '@Slope') continue;
      const { dy, input, output } = poolGradient.inputs as Record<'dy' | 'input' | 'output', ValueId>;
      if (slope.inputs.x !== input || rewriter.onlyConsumer(poolGradient.outputs[0] as ValueId) !== call)
        continue;
      const pooledSpec = rewriter.value(dy);
      const [factor, product] = [rewriter.addValue(pooledSpec), rewriter.addValue(pooledSpec)];
      const { scope } = call;
      rewriter.replace(call, [
        { ...slope, inputs: { x: output }, outputs: [factor], scope },
        { kernel: 'Multiply', inputs: { a: dy, b: factor }, attrs: {}, outputs: [product], scope },
        { ...poolGradient, inputs: { ...poolGradient.inputs, dy: product }, outputs: call.outputs },
      ]);
      return;
    }
  });
}

/** The sum of a pooling gradient over batch and image: scattering does not change it. */
export function hoistSumsAboveMaxPoolGradient(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, rewriter) => {
    if (call.kernel !== 'Sum' || call.attrs.keepDims || String(call.attrs.axis) !== '0,1,2') return;
    const poolGradient = rewriter.producer(call.inputs.x);
    if (poolGradient?.kernel !== 'MaxPoolGrad') return;
    rewriter.replace(call, [{ ...call, inputs: { x: poolGradient.inputs.dy as ValueId } }]);
  });
}
