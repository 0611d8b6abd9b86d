/** Pooling and its gradients. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { dimensionsOf, int64, type Layout } from '../layout.js';
import { Algorithm, Argument, DescriptorQuery, PropKind, type Handle } from '../library/index.js';
import type { Lowering, PrimitiveArgument } from '../lowering.js';
import type { Buffer } from '../memory/index.js';
import { emitFallback } from './fallback.js';
import { nativeWindows } from './windows.js';

/** What a pooling leaves for its gradient. */
interface Pooled {
  descriptor: Handle;
  source: Layout;
  destination: Layout;
  /** Which number of a window was the largest. */
  workspace: { buffer: Buffer; descriptor: Handle } | null;
}

const noteOf = (kernel: string, x: ValueId, attrs: KernelCall['attrs']): string =>
  `${kernel} ${x} ${JSON.stringify([attrs.filterSize, attrs.strides, attrs.pad])}`;

function pool(
  lowering: Lowering,
  kernel: 'MaxPool' | 'AvgPool',
  call: KernelCall,
  x: ValueId,
  y: readonly number[],
): Pooled {
  const { api, scope, layouts } = lowering;
  const source = lowering.presentLayout(x, lowering.imageView(x));
  const view = { sides: y, order: source.view.order };
  const windows = nativeWindows(call.attrs, call.attrs.filterSize as number[], lowering.spec(x).shape, y);
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.poolingForward(
      PropKind.training,
      kernel === 'MaxPool' ? Algorithm.poolingMax : Algorithm.poolingAverageExcludingPadding,
      source.descriptor,
      layouts.any(dimensionsOf(view)),
      windows.strides,
      windows.kernel,
      int64([0, 0]),
      windows.before,
      windows.after,
      lowering.attributes(),
    ),
  );
  const workspace = api.descriptorOf(descriptor, DescriptorQuery.workspace);
  return {
    descriptor,
    source,
    destination: lowering.layoutOf(descriptor, DescriptorQuery.destination, view),
    workspace:
      workspace === 0
        ? null
        : { buffer: lowering.temporary(api.descriptorSize(workspace)), descriptor: workspace },
  };
}

const isForOnednn = (lowering: Lowering, call: KernelCall, id: ValueId): boolean =>
  lowering.dataType(id) === 'f32' && call.attrs.dimRoundingMode === undefined;

const pooling =
  (kernel: 'MaxPool' | 'AvgPool') =>
  (lowering: Lowering, call: KernelCall): void => {
    const x = lowering.input(call, 'x');
    if (!isForOnednn(lowering, call, x)) return emitFallback(lowering, call);
    const y = call.outputs[0]!;
    const pooled = pool(lowering, kernel, call, x, lowering.spec(y).shape);
    const { descriptor, source, destination, workspace } = pooled;
    lowering.notes.set(noteOf(kernel, x, call.attrs), pooled);
    const writes: PrimitiveArgument[] = [lowering.defineAs(Argument.destination, y, destination)];
    if (workspace) writes.push([Argument.workspace, workspace.buffer, workspace.descriptor]);
    lowering.emitPrimitive(kernel, descriptor, [lowering.readAs(Argument.source, x, source)], writes);
  };

const poolingGradient =
  (kernel: 'MaxPool' | 'AvgPool') =>
  (lowering: Lowering, call: KernelCall): void => {
    const [dy, x] = [lowering.input(call, 'dy'), lowering.input(call, 'input')];
    const known = lowering.notes.get(noteOf(kernel, x, call.attrs)) as Pooled | undefined;
    // The forward pooling of a gradient's gradient may be none that was lowered.
    if (!isForOnednn(lowering, call, x) || (!known && kernel === 'MaxPool'))
      return emitFallback(lowering, call);
    const { api, scope } = lowering;
    const {
      descriptor: hint,
      source,
      destination,
      workspace,
    } = known ?? pool(lowering, kernel, call, x, lowering.spec(dy).shape);
    const windows = nativeWindows(
      call.attrs,
      call.attrs.filterSize as number[],
      lowering.spec(x).shape,
      lowering.spec(dy).shape,
    );
    const descriptor = scope.add(
      'primitiveDescriptor',
      api.make.poolingBackward(
        kernel === 'MaxPool' ? Algorithm.poolingMax : Algorithm.poolingAverageExcludingPadding,
        source.descriptor,
        destination.descriptor,
        windows.strides,
        windows.kernel,
        int64([0, 0]),
        windows.before,
        windows.after,
        hint,
        lowering.attributes(),
      ),
    );
    const reads: PrimitiveArgument[] = [lowering.readAs(Argument.diffDestination, dy, destination)];
    if (workspace) reads.push([Argument.workspace, workspace.buffer, workspace.descriptor]);
    lowering.emitPrimitive(call.kernel, descriptor, reads, [
      lowering.defineAs(Argument.diffSource, call.outputs[0]!, source),
    ]);
  };

export const emitMaxPool = pooling('MaxPool');
export const emitAvgPool = pooling('AvgPool');
export const emitMaxPoolGrad = poolingGradient('MaxPool');
export const emitAvgPoolGrad = poolingGradient('AvgPool');
