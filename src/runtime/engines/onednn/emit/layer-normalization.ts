/** Layer normalization and its gradient. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { identityView, product, type Layout } from '../layout.js';
import { Argument, NormalizationFlags, PropKind } from '../library/index.js';
import type { Lowering, PrimitiveArgument } from '../lowering.js';
import type { CompositeEmitter } from './composite-emitter.js';

const flagsOf = ({ inputs }: KernelCall): number =>
  (inputs.scale === undefined ? 0 : NormalizationFlags.useScale) |
  (inputs.offset === undefined ? 0 : NormalizationFlags.useShift);

/** A vector that may not be there. */
const optionalVector = (
  lowering: Lowering,
  argument: number,
  id: ValueId | undefined,
): PrimitiveArgument[] => (id === undefined ? [] : [lowering.readVector(argument, id)]);

/** Gradients that are asked for, by the inputs that they belong to. */
function gradientsOf(call: KernelCall): (name: string) => ValueId | undefined {
  const names = call.attrs.gradients as readonly string[];
  return (name) => call.outputs[names.indexOf(name)];
}

/** Gradients of scale and shift; oneDNN computes both where it computes one. */
function gradientFlags(call: KernelCall): number {
  const gradient = gradientsOf(call);
  return (
    (call.inputs.scale === undefined ? 0 : NormalizationFlags.useScale) |
    (gradient('offset') === undefined ? 0 : NormalizationFlags.useShift)
  );
}

function vectorGradients(lowering: Lowering, call: KernelCall, channels: number): PrimitiveArgument[] {
  const gradient = gradientsOf(call);
  const flags = gradientFlags(call);
  const one = (argument: number, name: string): PrimitiveArgument => {
    const id = gradient(name);
    if (id !== undefined) return lowering.defineVector(argument, id);
    return [argument, lowering.temporary(channels * 4), lowering.vector(channels)];
  };
  return [
    ...(flags & NormalizationFlags.useScale ? [one(Argument.diffScale, 'scale')] : []),
    ...(flags & NormalizationFlags.useShift ? [one(Argument.diffShift, 'offset')] : []),
  ];
}

/** [rows, channels] of a value that is normalized along its last side. */
function rowsOf(lowering: Lowering, id: ValueId): { rows: number; channels: number; layout: Layout } {
  const { shape } = lowering.spec(id);
  const channels = shape.at(-1)!;
  const rows = product(shape) / channels;
  return { rows, channels, layout: lowering.layouts.plain(identityView([rows, channels]), 'f32') };
}

function layerNormalization(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const [y, mean, variance] = call.outputs as [ValueId, ValueId, ValueId];
  const { rows, layout } = rowsOf(lowering, x);
  const descriptor = lowering.scope.add(
    'primitiveDescriptor',
    lowering.api.make.layerNormalizationForward(
      PropKind.training,
      layout.descriptor,
      layout.descriptor,
      lowering.vector(rows),
      Number(call.attrs.epsilon),
      flagsOf(call),
      lowering.attributes(),
    ),
  );
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    [
      [Argument.source, lowering.readPlain(x), layout.descriptor],
      ...optionalVector(lowering, Argument.scale, call.inputs.scale),
      ...optionalVector(lowering, Argument.shift, call.inputs.offset),
    ],
    [
      [Argument.destination, lowering.definePlain(y), layout.descriptor],
      lowering.defineVector(Argument.mean, mean),
      lowering.defineVector(Argument.variance, variance),
    ],
  );
}

function layerNormalizationGradient(lowering: Lowering, call: KernelCall): void {
  const { api, scope } = lowering;
  const [dy, x] = [lowering.input(call, 'dy'), lowering.input(call, 'x')];
  const { rows, channels, layout } = rowsOf(lowering, x);
  const flags = gradientFlags(call);
  const epsilon = Number(call.attrs.epsilon);
  const statistics = lowering.vector(rows);
  const hint = scope.add(
    'primitiveDescriptor',
    api.make.layerNormalizationForward(
      PropKind.training,
      layout.descriptor,
      layout.descriptor,
      statistics,
      epsilon,
      flags,
      lowering.attributes(),
    ),
  );
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.layerNormalizationBackward(
      flags === 0 ? PropKind.backwardData : PropKind.backward,
      layout.descriptor,
      layout.descriptor,
      layout.descriptor,
      statistics,
      epsilon,
      flags,
      hint,
      lowering.attributes(),
    ),
  );
  const dx = gradientsOf(call)('x');
  const buffer = dx === undefined ? lowering.temporary(layout.bytes) : lowering.definePlain(dx);
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    [
      [Argument.source, lowering.readPlain(x), layout.descriptor],
      ...optionalVector(lowering, Argument.scale, call.inputs.scale),
      ...optionalVector(lowering, Argument.mean, call.inputs.mean),
      ...optionalVector(lowering, Argument.variance, call.inputs.variance),
      [Argument.diffDestination, lowering.readPlain(dy), layout.descriptor],
    ],
    [[Argument.diffSource, buffer, layout.descriptor], ...vectorGradients(lowering, call, channels)],
  );
}

export const layerNormalizationEmitters: Readonly<Record<string, CompositeEmitter>> = {
  LayerNorm: { reads: () => ['x', 'scale', 'offset'], emit: layerNormalization },
  LayerNormGrad: {
    reads: () => ['dy', 'x', 'scale', 'mean', 'variance'],
    emit: layerNormalizationGradient,
  },
};
