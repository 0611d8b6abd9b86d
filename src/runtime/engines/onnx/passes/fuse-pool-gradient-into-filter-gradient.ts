import type { StepProgram, ValueId } from '../../../capture/index.js';
import { windowGeometry, isPool2x2, rewriteCalls } from '../../passes/index.js';

/** Fuses a max pooling gradient into the filter gradient that is its only consumer. */
export function fusePoolGradientIntoFilterGradient(program: StepProgram, blockSize: number): StepProgram {
  if (blockSize === 0) return program;
  return rewriteCalls(program, (call, rewriter) => {
    if (call.kernel !== 'Conv2DBackpropFilter') return;
    const { x, dy: pooledGradient } = call.inputs as Record<'x' | 'dy', ValueId>;
    const pool = rewriter.producer(pooledGradient);
    if (pool?.kernel !== 'MaxPoolGrad' || rewriter.onlyConsumer(pooledGradient) !== call) return;
    const { dy, input } = pool.inputs as Record<'dy' | 'input', ValueId>;
    const shape = (id: ValueId) => rewriter.value(id).shape;
    const [from, to] = [shape(x)[3] ?? 1, shape(pooledGradient)[3] ?? 1];
    const geo = windowGeometry(
      call.attrs,
      shape(call.outputs[0] as ValueId),
      shape(x),
      shape(pooledGradient),
    );
    const blockable = to % blockSize === 0 && (from % blockSize === 0 || from < blockSize);
    if (!blockable || !isPool2x2(pool.attrs, shape(input), shape(dy))) return;
    // Windows of odd columns start one stride later, which reduces the left padding by the stride.
    if (geo.dilations.some((one) => one !== 1) || geo.pads[1] < geo.strides[1]) return;
    rewriter.replace(call, [{ ...call, kernel: '@PooledFilterGradient', inputs: { x, dy, input } }]);
  });
}
