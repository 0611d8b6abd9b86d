/** Nearest-neighbour upsampling by whole numbers, and its gradient. Other resizing is left to tfjs. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { integerUpsamplingScale } from '../../passes/index.js';
import { dimensionsOf, type Layout } from '../layout.js';
import { Algorithm, Argument, DescriptorQuery, PropKind, type Handle } from '../library/index.js';
import type { Lowering } from '../lowering.js';
import { emitFallback } from './fallback.js';

const isWhole = (lowering: Lowering, call: KernelCall, from: ValueId, to: ValueId): boolean =>
  lowering.dataType(from) === 'f32' &&
  integerUpsamplingScale(call.attrs, lowering.spec(from).shape, lowering.spec(to).shape) !== null;

function forward(
  lowering: Lowering,
  source: Layout,
  to: ValueId,
): { descriptor: Handle; destination: Layout } {
  const { api, scope, layouts } = lowering;
  const view = lowering.imageView(to);
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.resamplingForward(
      PropKind.training,
      Algorithm.resamplingNearest,
      null,
      source.descriptor,
      layouts.any(dimensionsOf(view)),
      lowering.attributes(),
    ),
  );
  return { descriptor, destination: lowering.layoutOf(descriptor, DescriptorQuery.destination, view) };
}

export function emitResizeNearest(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'images');
  const y = call.outputs[0]!;
  if (!isWhole(lowering, call, x, y)) return emitFallback(lowering, call);
  const source = lowering.presentLayout(x, lowering.imageView(x));
  const { descriptor, destination } = forward(lowering, source, y);
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    [lowering.readAs(Argument.source, x, source)],
    [lowering.defineAs(Argument.destination, y, destination)],
  );
}

export function emitResizeNearestGrad(lowering: Lowering, call: KernelCall): void {
  const dy = lowering.input(call, 'dy');
  const dx = call.outputs[0]!;
  if (!isWhole(lowering, call, dx, dy)) return emitFallback(lowering, call);
  const { api, scope, layouts } = lowering;
  const destination = lowering.presentLayout(dy, lowering.imageView(dy));
  const view = lowering.imageView(dx);
  const small = layouts.any(dimensionsOf(view));
  const hint = scope.add(
    'primitiveDescriptor',
    api.make.resamplingForward(
      PropKind.training,
      Algorithm.resamplingNearest,
      null,
      // The forward primitive wants to know its input's layout: that of the gradient, for smaller sides.
      layouts.like(destination, view).descriptor,
      destination.descriptor,
      lowering.attributes(),
    ),
  );
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.resamplingBackward(
      Algorithm.resamplingNearest,
      null,
      small,
      destination.descriptor,
      hint,
      lowering.attributes(),
    ),
  );
  const source = lowering.layoutOf(descriptor, DescriptorQuery.diffSource, view);
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    [lowering.readAs(Argument.diffDestination, dy, destination)],
    [lowering.defineAs(Argument.diffSource, dx, source)],
  );
}
