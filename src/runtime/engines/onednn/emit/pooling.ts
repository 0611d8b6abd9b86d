/** Pooling and its gradients. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { channelsSecond, dimensionsOf, int64, type Layout } from '../layout.js';
import { Algorithm, Argument, DescriptorQuery, PropKind, type Handle } from '../library/index.js';
import type { Lowering, PrimitiveArgument } from '../lowering.js';
import type { Buffer } from '../memory/index.js';
import { emitFallback } from './fallback.js';
import { nativeWindows, type NativeWindows } from './windows.js';

/** A value's layout, and oneDNN's descriptor of it as it is pooled. */
interface Side {
  layout: Layout;
  descriptor: Handle;
}

/** What a pooling leaves for its gradient. */
interface Pooled {
  descriptor: Handle;
  source: Side;
  destination: Side;
  windows: NativeWindows;
  /** Which number of a window was the largest. */
  workspace: { buffer: Buffer; descriptor: Handle } | null;
}

const noteOf = (kernel: string, x: ValueId, attrs: KernelCall['attrs']): string =>
  `${kernel} ${x} ${JSON.stringify([attrs.filterSize, attrs.strides, attrs.pad])}`;

/** Images of width 1, which series become, as images of height 1: oneDNN's kernels go along the width. */
const turnedShape = (shape: readonly number[]): number[] => [shape[0]!, shape[2]!, shape[1]!, shape[3]!];

const reversed = (pair: BigInt64Array): BigInt64Array => pair.slice().reverse();

const turnedWindows = (windows: NativeWindows): NativeWindows => ({
  ...windows,
  strides: reversed(windows.strides),
  dilations: reversed(windows.dilations),
  kernel: reversed(windows.kernel),
  before: reversed(windows.before),
  after: reversed(windows.after),
});

function pool(
  lowering: Lowering,
  kernel: 'MaxPool' | 'AvgPool',
  call: KernelCall,
  x: ValueId,
  y: readonly number[],
): Pooled {
  const { api, scope, layouts } = lowering;
  const image = lowering.spec(x).shape;
  const source = lowering.presentLayout(x, lowering.imageView(x));
  const own = nativeWindows(call.attrs, call.attrs.filterSize as number[], image, y);
  const isTurned = image[2] === 1 && y[2] === 1;
  const windows = isTurned ? turnedWindows(own) : own;
  const seenSource = isTurned ? layouts.like(source, channelsSecond(turnedShape(image))) : source;
  const view = channelsSecond(isTurned ? turnedShape(y) : y);
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.poolingForward(
      PropKind.training,
      kernel === 'MaxPool' ? Algorithm.poolingMax : Algorithm.poolingAverageExcludingPadding,
      seenSource.descriptor,
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
  const seen = lowering.layoutOf(descriptor, DescriptorQuery.destination, view);
  return {
    descriptor,
    source: { layout: source, descriptor: seenSource.descriptor },
    destination: {
      layout: isTurned ? layouts.like(seen, channelsSecond(y)) : seen,
      descriptor: seen.descriptor,
    },
    windows,
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
    const writes: PrimitiveArgument[] = [
      [Argument.destination, lowering.define(y, destination.layout), destination.descriptor],
    ];
    if (workspace) writes.push([Argument.workspace, workspace.buffer, workspace.descriptor]);
    const read = lowering.read(x, source.layout);
    lowering.emitPrimitive(kernel, descriptor, [[Argument.source, read, source.descriptor]], writes);
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
      windows,
      workspace,
    } = known ?? pool(lowering, kernel, call, x, lowering.spec(dy).shape);
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
    const reads: PrimitiveArgument[] = [
      [Argument.diffDestination, lowering.read(dy, destination.layout), destination.descriptor],
    ];
    if (workspace) reads.push([Argument.workspace, workspace.buffer, workspace.descriptor]);
    lowering.emitPrimitive(call.kernel, descriptor, reads, [
      [Argument.diffSource, lowering.define(call.outputs[0]!, source.layout), source.descriptor],
    ]);
  };

export const emitMaxPool = pooling('MaxPool');
export const emitAvgPool = pooling('AvgPool');
export const emitMaxPoolGrad = poolingGradient('MaxPool');
export const emitAvgPoolGrad = poolingGradient('AvgPool');
