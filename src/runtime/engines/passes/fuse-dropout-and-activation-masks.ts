/** Fuses the computation of dropout masks and activation derivatives, which are memory-bound. */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import { commutedOperands, rewriteCalls, type CallRewriter } from './rewrite-calls.js';

/** The operands of a float cast of `byte >= threshold`; null for other calls. */
function byteThreshold(call: KernelCall | undefined, rewriter: CallRewriter, bytes: ReadonlySet<ValueId>) {
  if (call?.kernel !== 'Cast' || call.attrs.dtype !== 'float32') return null;
  const test = rewriter.producer(call.inputs.x);
  if (test?.kernel !== 'GreaterEqual') return null;
  const x = test.inputs.a as ValueId;
  const threshold = rewriter.scalarConstant(test.inputs.b);
  const isByte = threshold !== undefined && Number.isInteger(threshold) && threshold >= 0 && threshold <= 256;
  return bytes.has(x) && isByte ? { x, threshold } : null;
}

export function fuseDropoutMasks(program: StepProgram): StepProgram {
  const bytes = new Set(
    program.inputs.flatMap((input) =>
      input.kind === 'draw' && input.draw.kind === 'bytes' ? [input.value] : [],
    ),
  );
  return rewriteCalls(program, (call, rewriter) => {
    const replaceByMask = (from: { x: ValueId; threshold: number }, scale: number) =>
      rewriter.replace(call, [
        { ...call, kernel: '@Mask', inputs: { x: from.x }, attrs: { threshold: from.threshold, scale } },
      ]);
    const unscaled = byteThreshold(call, rewriter, bytes);
    if (unscaled) return replaceByMask(unscaled, 1);
    if (call.kernel !== 'Multiply') return;
    for (const [side, other] of commutedOperands) {
      const scale = rewriter.scalarConstant(call.inputs[other]);
      const kept = byteThreshold(rewriter.producer(call.inputs[side]), rewriter, bytes);
      if (kept && scale !== undefined && scale > 0) return replaceByMask(kept, scale);
    }
  });
}

/** Derivatives that clip(c * x, alpha, 1) with huge c computes: alpha is the slope for x < 0. */
const isClippableSlope = (alpha: number | undefined): alpha is number =>
  alpha !== undefined && alpha >= 0 && alpha <= 1;

export function fuseActivationSlopes(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, rewriter) => {
    const out = call.outputs[0] as ValueId;
    if (call.kernel === 'Step') {
      if (rewriter.value(out).dtype !== 'float32' || !isClippableSlope(Number(call.attrs.alpha))) return;
      const inputs = { x: call.inputs.x as ValueId };
      rewriter.replace(call, [
        { ...call, kernel: '@Slope', inputs, attrs: { low: Number(call.attrs.alpha), high: 1 } },
      ]);
      return;
    }
    // where(x > 0, dy, dy * alpha): dy times a slope.
    if (call.kernel !== 'Select') return;
    const test = rewriter.producer(call.inputs.condition);
    const below = rewriter.producer(call.inputs.e);
    if (
      test?.kernel !== 'Greater' ||
      rewriter.scalarConstant(test.inputs.b) !== 0 ||
      below?.kernel !== 'Multiply'
    )
      return;
    const dy = call.inputs.t as ValueId;
    const alpha = rewriter.scalarConstant(below.inputs.a === dy ? below.inputs.b : below.inputs.a);
    const x = test.inputs.a as ValueId;
    const shape = rewriter.value(out).shape.join();
    const haveOutputShape = [x, dy].every((id) => rewriter.value(id).shape.join() === shape);
    if (!isClippableSlope(alpha) || !Object.values(below.inputs).includes(dy) || !haveOutputShape) return;
    if ([x, out].some((id) => rewriter.value(id).dtype !== 'float32')) return;
    const slope = rewriter.addValue(rewriter.value(out));
    const { scope } = call;
    rewriter.replace(call, [
      {
        kernel: '@Slope',
        inputs: { x },
        attrs: { low: alpha, high: 1 },
        outputs: [slope],
        scope,
      },
      { kernel: 'Multiply', inputs: { a: dy, b: slope }, attrs: {}, outputs: [out], scope },
    ]);
  });
}

/** The operand that is multiplied by a dropout mask; null for other calls. */
function droppedOperand(call: KernelCall | undefined, rewriter: CallRewriter) {
  if (call?.kernel !== 'Multiply') return null;
  const { a, b } = call.inputs as Record<'a' | 'b', ValueId>;
  if (rewriter.producer(b)?.kernel === '@Mask') return { x: a, mask: b };
  return rewriter.producer(a)?.kernel === '@Mask' ? { x: b, mask: a } : null;
}

/**
 * dy * mask * slope(p) where p * mask exists and the slope is 0 or 1: dropout's output is positive exactly where both
 * pass the gradient, so one slope (0 or the mask's scale) replaces both.
 */
export function mergeSlopesWithDropout(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, rewriter) => {
    if (call.kernel !== 'Multiply') return;
    for (const [side, other] of commutedOperands) {
      const masked = droppedOperand(rewriter.producer(call.inputs[side]), rewriter);
      const slope = rewriter.producer(call.inputs[other]);
      if (!masked || slope?.kernel !== '@Slope' || slope.attrs.low !== 0 || slope.attrs.high !== 1) continue;
      const forward = rewriter
        .consumers(masked.mask)
        .find((one) => rewriter.isBefore(one, call) && droppedOperand(one, rewriter)?.x === slope.inputs.x);
      if (!forward || rewriter.onlyConsumer(call.inputs[side] as ValueId) !== call) continue;
      const high = rewriter.producer(masked.mask)?.attrs.scale as number;
      const factor = rewriter.addValue(rewriter.value(slope.outputs[0] as ValueId));
      rewriter.replace(call, [
        {
          ...slope,
          inputs: { x: forward.outputs[0] as ValueId },
          attrs: { low: 0, high },
          outputs: [factor],
        },
        { ...call, inputs: { a: masked.x, b: factor } },
      ]);
      return;
    }
  });
}
