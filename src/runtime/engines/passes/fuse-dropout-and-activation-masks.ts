/** Masks of dropout and of the slopes of activations, which cost as much memory traffic as what they mask. */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import { commutedOperands, rewriteCalls, type CallRewriter } from './rewriter.js';

/** `byte >= threshold`, as a number, times a scale. */
function byteThreshold(call: KernelCall | undefined, at: CallRewriter, bytes: ReadonlySet<ValueId>) {
  if (call?.kernel !== 'Cast' || call.attrs.dtype !== 'float32') return null;
  const test = at.producer(call.inputs.x);
  if (test?.kernel !== 'GreaterEqual') return null;
  const x = test.inputs.a as ValueId;
  const threshold = at.scalarConstant(test.inputs.b);
  const isByte = threshold !== undefined && Number.isInteger(threshold) && threshold >= 0 && threshold <= 256;
  return bytes.has(x) && isByte ? { x, threshold } : null;
}

export function fuseDropoutMasks(program: StepProgram): StepProgram {
  const bytes = new Set(
    program.inputs.flatMap((input) =>
      input.kind === 'draw' && input.draw.kind === 'bytes' ? [input.value] : [],
    ),
  );
  return rewriteCalls(program, (call, at) => {
    const put = (from: { x: ValueId; threshold: number }, scale: number) =>
      at.replace(call, [
        { ...call, kernel: '@Mask', inputs: { x: from.x }, attrs: { threshold: from.threshold, scale } },
      ]);
    const unscaled = byteThreshold(call, at, bytes);
    if (unscaled) return put(unscaled, 1);
    if (call.kernel !== 'Multiply') return;
    for (const [side, other] of commutedOperands) {
      const scale = at.scalarConstant(call.inputs[other]);
      const kept = byteThreshold(at.producer(call.inputs[side]), at, bytes);
      if (kept && scale !== undefined && scale > 0) return put(kept, scale);
    }
  });
}

/**
 * What an activation made of a value is above 0 just where the value is. Asking it, not the value, lets the value
 * itself be forgotten, and the activation be part of the convolution.
 */
function activationWithSameSign(x: ValueId, call: KernelCall, at: CallRewriter): ValueId {
  const activation = at
    .consumers(x)
    .find(
      (reader) =>
        at.isBefore(reader, call) &&
        (reader.kernel === 'Relu' || (reader.kernel === 'LeakyRelu' && Number(reader.attrs.alpha) > 0)),
    );
  return activation?.outputs[0] ?? x;
}

/** One pass clips a huge multiple of a value between its two slopes, the lower of which is that of the negative side. */
const isClippableSlope = (alpha: number | undefined): alpha is number =>
  alpha !== undefined && alpha >= 0 && alpha <= 1;

export function fuseActivationSlopes(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, at) => {
    const out = call.outputs[0] as ValueId;
    if (call.kernel === 'Step') {
      if (at.value(out).dtype !== 'float32' || !isClippableSlope(Number(call.attrs.alpha))) return;
      const inputs = { x: activationWithSameSign(call.inputs.x as ValueId, call, at) };
      at.replace(call, [
        { ...call, kernel: '@Slope', inputs, attrs: { low: Number(call.attrs.alpha), high: 1 } },
      ]);
      return;
    }
    // where(x > 0, dy, dy * alpha): dy times a slope.
    if (call.kernel !== 'Select') return;
    const test = at.producer(call.inputs.condition);
    const below = at.producer(call.inputs.e);
    if (test?.kernel !== 'Greater' || at.scalarConstant(test.inputs.b) !== 0 || below?.kernel !== 'Multiply')
      return;
    const dy = call.inputs.t as ValueId;
    const alpha = at.scalarConstant(below.inputs.a === dy ? below.inputs.b : below.inputs.a);
    const x = test.inputs.a as ValueId;
    const shape = at.value(out).shape.join();
    const whole = [x, dy].every((id) => at.value(id).shape.join() === shape);
    if (!isClippableSlope(alpha) || !Object.values(below.inputs).includes(dy) || !whole) return;
    if ([x, out].some((id) => at.value(id).dtype !== 'float32')) return;
    const slope = at.addValue(at.value(out));
    const { scope } = call;
    at.replace(call, [
      {
        kernel: '@Slope',
        inputs: { x: activationWithSameSign(x, call, at) },
        attrs: { low: alpha, high: 1 },
        outputs: [slope],
        scope,
      },
      { kernel: 'Multiply', inputs: { a: dy, b: slope }, attrs: {}, outputs: [out], scope },
    ]);
  });
}

/** The other operand of a product with a mask of dropout. */
function droppedOperand(call: KernelCall | undefined, at: CallRewriter) {
  if (call?.kernel !== 'Multiply') return null;
  const { a, b } = call.inputs as Record<'a' | 'b', ValueId>;
  if (at.producer(b)?.kernel === '@Mask') return { x: a, mask: b };
  return at.producer(a)?.kernel === '@Mask' ? { x: b, mask: a } : null;
}

/**
 * dy * mask * slope(p), where p * mask is there already and the slope is 0 or 1: what dropout put out is above 0 just
 * where both let the gradient through, so that one slope (0 or the mask's scale) does for both.
 */
export function mergeSlopesWithDropout(program: StepProgram): StepProgram {
  return rewriteCalls(program, (call, at) => {
    if (call.kernel !== 'Multiply') return;
    for (const [side, other] of commutedOperands) {
      const masked = droppedOperand(at.producer(call.inputs[side]), at);
      const slope = at.producer(call.inputs[other]);
      if (!masked || slope?.kernel !== '@Slope' || slope.attrs.low !== 0 || slope.attrs.high !== 1) continue;
      const forward = at
        .consumers(masked.mask)
        .find((one) => at.isBefore(one, call) && droppedOperand(one, at)?.x === slope.inputs.x);
      if (!forward || at.onlyConsumer(call.inputs[side] as ValueId) !== call) continue;
      const high = at.producer(masked.mask)?.attrs.scale as number;
      const factor = at.addValue(at.value(slope.outputs[0] as ValueId));
      at.replace(call, [
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
