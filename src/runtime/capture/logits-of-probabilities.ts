/**
 * Recovers the logits of probabilities. In float32 a softmax or sigmoid saturates to 0 or 1 long before its logits
 * are extreme, and then neither its logarithm nor the gradient of that can be computed from the probability. So
 * functions that take a logarithm look for the logits first, as Keras does with `_keras_logits`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { functions, type ProbabilityOrigin } from '../../vocabulary/index.js';
import type { CaptureBackend } from './capture-backend.js';
import { gradientAliasOf } from './gradient-aliases.js';
import {
  dataMovementKernels,
  joiningKernels,
  vectorPreservingKernels,
  type KernelOrigin,
} from './kernel-origins.js';

function logSoftmax(logits: Tensor): Tensor {
  const word = functions.get('log_softmax')!;
  const draw = () => {
    throw new Error('log_softmax draws nothing');
  };
  return word.emit([logits], {}, { tf, shape: logits.shape, draw });
}

/** The logits of a tensor; null if it does not come from a softmax or a sigmoid. */
export function traceToLogits(backend: CaptureBackend, x: Tensor): ProbabilityOrigin | null {
  const likewise = gradientAliasOf(x);
  if (likewise === null) return null;
  if (likewise) {
    const known = traceToLogits(backend, likewise.of);
    return known && mapLogits(known, likewise.apply, true);
  }
  const origin = backend.originOf(x);
  if (!origin) return null;
  const { kernel, inputs, attrs } = origin;
  if (Object.values(inputs).some((input) => input.isDisposed)) return null;
  if (kernel === 'Sigmoid') return { kind: 'sigmoid', logits: () => inputs.x as Tensor };
  if (kernel === 'Softmax') {
    const logits = inputs.logits as Tensor;
    return { kind: 'softmax', log: () => logSoftmax(logits), normalized: true, logits };
  }
  // 1 - sigmoid(x) is sigmoid(-x).
  if (kernel === 'Sub') {
    const [one, other] = [inputs.a as Tensor, inputs.b as Tensor];
    if (!backend.isSplatOf(one, 1) || other.shape.join() !== x.shape.join()) return null;
    const known = traceToLogits(backend, other);
    return known?.kind === 'sigmoid' ? mapLogits(known, tf.neg, true) : null;
  }
  if (joiningKernels.has(kernel)) return traceJoined(backend, origin, x);
  const name = dataMovementKernels[kernel] as string;
  const moved = inputs[name] as Tensor;
  const known = traceToLogits(backend, moved);
  const move = (from: Tensor) => tf.engine().runKernel(kernel, { ...inputs, [name]: from }, attrs) as Tensor;
  return known && mapLogits(known, move, keepsVectors(origin, moved.shape, x.shape));
}

/** The probability after an operation on all of its logits or logarithms. */
function mapLogits(
  known: ProbabilityOrigin,
  apply: (x: Tensor) => Tensor,
  vectors: boolean,
): ProbabilityOrigin {
  if (known.kind === 'sigmoid') return { kind: 'sigmoid', logits: () => apply(known.logits()) };
  return { kind: 'softmax', log: () => apply(known.log()), normalized: known.normalized && vectors };
}

/** Whether vectors along the last axis are preserved. */
function keepsVectors(
  { kernel, attrs }: KernelOrigin,
  from: readonly number[],
  to: readonly number[],
): boolean {
  const last = from.length - 1;
  if (from[last] !== to.at(-1)) return false;
  return kernel === 'Transpose'
    ? (attrs.perm as number[])[last] === last
    : vectorPreservingKernels.has(kernel);
}

function traceJoined(
  backend: CaptureBackend,
  { kernel, inputs, attrs }: KernelOrigin,
  x: Tensor,
): ProbabilityOrigin | null {
  const parts = Object.values(inputs).map((part) => traceToLogits(backend, part));
  const join = (tensors: Tensor[]) =>
    tf.engine().runKernel(kernel, tensors as unknown as NamedTensorMap, attrs) as Tensor;
  const sigmoids = parts.flatMap((part) => (part?.kind === 'sigmoid' ? [part] : []));
  if (sigmoids.length === parts.length) {
    return { kind: 'sigmoid', logits: () => join(sigmoids.map((part) => part.logits())) };
  }
  const softmaxes = parts.flatMap((part) => (part?.kind === 'softmax' ? [part] : []));
  if (softmaxes.length < parts.length) return null;
  const along = Number(attrs.axis);
  const whole = (along < 0 ? along + x.rank : along) !== x.rank - 1;
  return {
    kind: 'softmax',
    log: () => join(softmaxes.map((part) => part.log())),
    normalized: whole && softmaxes.every((part) => part.normalized),
  };
}
