/**
 * What happens to the gradient of max pooling after it was spread over the windows can as well happen before, on a
 * quarter of the numbers: pixels that did not win have no gradient, and the winner of a window is its maximum.
 */
import type { StepProgram, ValueId } from '../../capture/index.js';
import { commutedOperands, rewriteCalls } from './rewriter.js';

/** spread(dy) * slope(x) = spread(dy * slope(max)): the slope is told from the winner's sign. */
export function hoistSlopesAboveMaxPoolGradient(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, at) => {
    if (call.kernel !== 'Multiply') return;
    for (const [side, other] of commutedOperands) {
      const spread = at.producer(call.inputs[side]);
      const slope = at.producer(call.inputs[other]);
      if (spread?.kernel !== 'MaxPoolGrad' || slope?.kernel !== '@Slope') continue;
      const { dy, input, output } = spread.inputs as Record<'dy' | 'input' | 'output', ValueId>;
      if (slope.inputs.x !== input || at.onlyConsumer(spread.outputs[0] as ValueId) !== call) continue;
      const small = at.value(dy);
      const [factor, product] = [at.addValue(small), at.addValue(small)];
      const { scope } = call;
      at.replace(call, [
        { ...slope, inputs: { x: output }, outputs: [factor], scope },
        { kernel: 'Multiply', inputs: { a: dy, b: factor }, attrs: {}, outputs: [product], scope },
        { ...spread, inputs: { ...spread.inputs, dy: product }, outputs: call.outputs },
      ]);
      return;
    }
  });
}

/** What a pooling's gradient adds up to over batch, height and width: each of its numbers goes to one pixel. */
export function hoistSumsAboveMaxPoolGradient(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, at) => {
    if (call.kernel !== 'Sum' || call.attrs.keepDims || String(call.attrs.axis) !== '0,1,2') return;
    const spread = at.producer(call.inputs.x);
    if (spread?.kernel !== 'MaxPoolGrad') return;
    at.replace(call, [{ ...call, inputs: { x: spread.inputs.dy as ValueId } }]);
  });
}
