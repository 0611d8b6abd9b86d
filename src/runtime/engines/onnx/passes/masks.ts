/** Masks of dropout and of the slopes of activations, which cost as much memory traffic as what they mask. */
import type { KernelCall, StepProgram, ValueId } from '../../../capture/index.js';
import { rewrite, type Rewriter } from './rewriter.js';

/** `byte >= threshold`, as a number, times a scale. */
function bytesKept(call: KernelCall | undefined, at: Rewriter, bytes: ReadonlySet<ValueId>) {
  if (call?.kernel !== 'Cast' || call.attrs.dtype !== 'float32') return null;
  const test = at.maker(call.inputs.x);
  if (test?.kernel !== 'GreaterEqual') return null;
  const x = test.inputs.a as ValueId;
  const threshold = at.number(test.inputs.b);
  return bytes.has(x) && threshold !== undefined ? { x, threshold } : null;
}

export function fuseDropoutMasks(program: StepProgram): StepProgram {
  const bytes = new Set(
    program.inputs.flatMap((input) =>
      input.kind === 'draw' && input.draw.kind === 'bytes' ? [input.value] : [],
    ),
  );
  return rewrite(program, (call, at) => {
    const put = (from: { x: ValueId; threshold: number }, scale: number) =>
      at.replace(call, [
        { ...call, kernel: '@Mask', inputs: { x: from.x }, attrs: { threshold: from.threshold, scale } },
      ]);
    const unscaled = bytesKept(call, at, bytes);
    if (unscaled) return put(unscaled, 1);
    if (call.kernel !== 'Multiply') return;
    for (const [side, other] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const scale = at.number(call.inputs[other]);
      const kept = bytesKept(at.maker(call.inputs[side]), at, bytes);
      if (kept && scale !== undefined && scale > 0) return put(kept, scale);
    }
  });
}

/**
 * What an activation made of a value is above 0 just where the value is. Asking it, not the value, lets the value
 * itself be forgotten, and the activation be part of the convolution.
 */
function signedAlike(x: ValueId, at: Rewriter): ValueId {
  const activation = at
    .readers(x)
    .find(({ kernel, attrs }) => kernel === 'Relu' || (kernel === 'LeakyRelu' && Number(attrs.alpha) > 0));
  return activation?.outputs[0] ?? x;
}

export function fuseSlopes(program: StepProgram): StepProgram {
  return rewrite(program, (call, at) => {
    const out = call.outputs[0] as ValueId;
    if (call.kernel === 'Step' && at.value(out).dtype === 'float32') {
      const inputs = { x: signedAlike(call.inputs.x as ValueId, at) };
      at.replace(call, [
        { ...call, kernel: '@Slope', inputs, attrs: { low: Number(call.attrs.alpha), high: 1 } },
      ]);
      return;
    }
    // where(x > 0, dy, dy * alpha): dy times a slope.
    if (call.kernel !== 'Select') return;
    const test = at.maker(call.inputs.condition);
    const below = at.maker(call.inputs.e);
    if (test?.kernel !== 'Greater' || at.number(test.inputs.b) !== 0 || below?.kernel !== 'Multiply') return;
    const dy = call.inputs.t as ValueId;
    const alpha = at.number(below.inputs.a === dy ? below.inputs.b : below.inputs.a);
    const x = test.inputs.a as ValueId;
    const shape = at.value(out).shape.join();
    const whole = [x, dy].every((id) => at.value(id).shape.join() === shape);
    if (alpha === undefined || !Object.values(below.inputs).includes(dy) || !whole) return;
    if (at.value(x).dtype !== 'float32') return;
    const slope = at.add(at.value(out));
    const { scope } = call;
    at.replace(call, [
      {
        kernel: '@Slope',
        inputs: { x: signedAlike(x, at) },
        attrs: { low: alpha, high: 1 },
        outputs: [slope],
        scope,
      },
      { kernel: 'Multiply', inputs: { a: dy, b: slope }, attrs: {}, outputs: [out], scope },
    ]);
  });
}
