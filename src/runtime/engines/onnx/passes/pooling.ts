/**
 * What happens to the gradient of max pooling after it was spread over the windows can as well happen before, on a
 * quarter of the numbers: pixels that did not win have no gradient, and the winner of a window is its maximum.
 */
import type { StepProgram, ValueId } from '../../../capture/index.js';
import { geometry, isByHalves } from '../layout/index.js';
import { eitherWay, rewrite } from './rewriter.js';

/** spread(dy) * slope(x) = spread(dy * slope(max)): the slope is told from the winner's sign. */
export function slopesBeforeSpreading(program: StepProgram): StepProgram {
  return rewrite(program, (call, at) => {
    if (call.kernel !== 'Multiply') return;
    for (const [side, other] of eitherWay) {
      const spread = at.maker(call.inputs[side]);
      const slope = at.maker(call.inputs[other]);
      if (spread?.kernel !== 'MaxPoolGrad' || slope?.kernel !== '@Slope') continue;
      const { dy, input, output } = spread.inputs as Record<'dy' | 'input' | 'output', ValueId>;
      if (slope.inputs.x !== input || at.onlyReader(spread.outputs[0] as ValueId) !== call) continue;
      const small = at.value(dy);
      const [factor, product] = [at.add(small), at.add(small)];
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
export function sumsBeforeSpreading(program: StepProgram): StepProgram {
  return rewrite(program, (call, at) => {
    if (call.kernel !== 'Sum' || call.attrs.keepDims || String(call.attrs.axis) !== '0,1,2') return;
    const spread = at.maker(call.inputs.x);
    if (spread?.kernel !== 'MaxPoolGrad') return;
    at.replace(call, [{ ...call, inputs: { x: spread.inputs.dy as ValueId } }]);
  });
}

/** A gradient by a filter that is alone in reading what pooling spread reads it before it is put together. */
export function filtersBeforeSpreading(program: StepProgram, block: number): StepProgram {
  if (block === 0) return program;
  return rewrite(program, (call, at) => {
    if (call.kernel !== 'Conv2DBackpropFilter') return;
    const { x, dy: spread } = call.inputs as Record<'x' | 'dy', ValueId>;
    const pool = at.maker(spread);
    if (pool?.kernel !== 'MaxPoolGrad' || at.onlyReader(spread) !== call) return;
    const { dy, input } = pool.inputs as Record<'dy' | 'input', ValueId>;
    const shape = (id: ValueId) => at.value(id).shape;
    const [from, to] = [shape(x)[3] ?? 1, shape(spread)[3] ?? 1];
    const geo = geometry(call.attrs, shape(call.outputs[0] as ValueId), shape(x), shape(spread));
    const blockable = to % block === 0 && (from % block === 0 || from < block);
    if (!blockable || !isByHalves(pool.attrs, shape(input), shape(dy))) return;
    // The odd columns' windows begin a stride later, which takes as much off the padding.
    if (geo.dilations.some((one) => one !== 1) || geo.pads[1] < geo.strides[1]) return;
    at.replace(call, [{ ...call, kernel: '@PooledFilterGradient', inputs: { x, dy, input } }]);
  });
}
