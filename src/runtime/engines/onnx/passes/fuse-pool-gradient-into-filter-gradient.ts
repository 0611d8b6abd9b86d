import type { StepProgram, ValueId } from '../../../capture/index.js';
import { windowGeometry, isPool2x2, rewriteCalls } from '../../passes/index.js';

/** A gradient by a filter that is alone in reading what pooling spread reads it before it is put together. */
export function fusePoolGradientIntoFilterGradient(program: StepProgram, blockSize: number): StepProgram {
  if (blockSize === 0) return program;
  return rewriteCalls(program, (call, at) => {
    if (call.kernel !== 'Conv2DBackpropFilter') return;
    const { x, dy: spread } = call.inputs as Record<'x' | 'dy', ValueId>;
    const pool = at.producer(spread);
    if (pool?.kernel !== 'MaxPoolGrad' || at.onlyConsumer(spread) !== call) return;
    const { dy, input } = pool.inputs as Record<'dy' | 'input', ValueId>;
    const shape = (id: ValueId) => at.value(id).shape;
    const [from, to] = [shape(x)[3] ?? 1, shape(spread)[3] ?? 1];
    const geo = windowGeometry(call.attrs, shape(call.outputs[0] as ValueId), shape(x), shape(spread));
    const blockable = to % blockSize === 0 && (from % blockSize === 0 || from < blockSize);
    if (!blockable || !isPool2x2(pool.attrs, shape(input), shape(dy))) return;
    // The odd columns' windows begin a stride later, which takes as much off the padding.
    if (geo.dilations.some((one) => one !== 1) || geo.pads[1] < geo.strides[1]) return;
    at.replace(call, [{ ...call, kernel: '@PooledFilterGradient', inputs: { x, dy, input } }]);
  });
}
