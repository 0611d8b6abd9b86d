/** Convolutions, plain and depthwise, and their gradients. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { channelsSecond, dimensionsOf, product, type View } from '../layout.js';
import { Algorithm, Argument, DescriptorQuery, PropKind, type Handle } from '../library/index.js';
import type { Lowering, PrimitiveArgument } from '../lowering.js';
import type { Epilogues } from '../plan-epilogues.js';
import type { WindowGeometry } from '../../passes/index.js';
import { tryDepthwiseFilterGradient } from './depthwise-filter-gradient.js';
import { nativeWindows } from './windows.js';

/** [output, input, height, width] of a filter [height, width, input, output]. */
const filterView = (shape: readonly number[]): View => ({ sides: shape, order: [3, 2, 0, 1] });

/** [channels, multiplier, 1, height, width] of a filter [height, width, channels, multiplier]. */
const depthwiseFilterView = (shape: readonly number[]): View => ({
  sides: [...shape, 1],
  order: [2, 3, 4, 0, 1],
});

interface Convolution {
  lowering: Lowering;
  /** Shapes of input, filter and output of the convolution that the call is, or is a gradient of. */
  source: View;
  weights: View;
  destination: View;
  /** Strides, dilations, padding before and after. */
  windows: readonly BigInt64Array[];
  geometry: WindowGeometry;
  any: Readonly<Record<'source' | 'weights' | 'destination', Handle>>;
  flops: number;
}

function convolutionOf(
  lowering: Lowering,
  call: KernelCall,
  source: readonly number[],
  filter: readonly number[],
  destination: readonly number[],
): Convolution {
  const depthwise = call.kernel.startsWith('Depthwise');
  const { strides, dilations, before, after, geometry } = nativeWindows(
    call.attrs,
    filter,
    source,
    destination,
  );
  const views = {
    source: channelsSecond(source),
    weights: depthwise ? depthwiseFilterView(filter) : filterView(filter),
    destination: channelsSecond(destination),
  };
  const any = (view: View) => lowering.layouts.any(dimensionsOf(view));
  return {
    lowering,
    ...views,
    windows: [strides, dilations, before, after],
    geometry,
    any: { source: any(views.source), weights: any(views.weights), destination: any(views.destination) },
    flops: 2 * product(filter) * (product(destination) / destination.at(-1)!),
  };
}

/** The primitive descriptor of the convolution itself, which its gradients are made with. */
function forwardHint({ lowering, any, windows }: Convolution): Handle {
  return lowering.scope.add(
    'primitiveDescriptor',
    lowering.api.make.convolutionForward(
      PropKind.training,
      Algorithm.convolutionDirect,
      any.source,
      any.weights,
      null,
      any.destination,
      ...windows,
      lowering.attributes(),
    ),
  );
}

/** An image that is read as the step gets it is best read as it lies, if it has few channels. */
function readableAs(lowering: Lowering, id: ValueId, view: View, any: Handle): Handle {
  const channels = lowering.spec(id).shape.at(-1)!;
  const forms = lowering.formsOf(id);
  const plain = forms.length > 0 && forms.every(({ layout }) => layout.plain);
  return plain && channels <= FEW_CHANNELS ? lowering.layouts.plain(view, 'f32').descriptor : any;
}

const FEW_CHANNELS = 4;

export function emitConvolution(lowering: Lowering, call: KernelCall, epilogues: Epilogues): void {
  const { api, scope } = lowering;
  const [x, filter] = [lowering.input(call, 'x'), lowering.input(call, 'filter')];
  const epilogue = epilogues.after.get(call);
  const y = epilogue?.output ?? call.outputs[0]!;
  const shape = lowering.spec(call.outputs[0]!).shape;
  const convolution = convolutionOf(
    lowering,
    call,
    lowering.spec(x).shape,
    lowering.spec(filter).shape,
    shape,
  );
  const { source, weights, destination, windows, any, flops } = convolution;
  const bias = epilogue?.bias ?? null;
  const channels = shape.at(-1)!;
  const chain = epilogue?.activation ? [epilogue.activation] : [];
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.convolutionForward(
      PropKind.training,
      Algorithm.convolutionDirect,
      readableAs(lowering, x, source, any.source),
      any.weights,
      bias === null ? null : lowering.vector(channels),
      any.destination,
      ...windows,
      lowering.attributes(chain),
    ),
  );
  const layouts = {
    source: lowering.layoutOf(descriptor, DescriptorQuery.source, source),
    weights: lowering.layoutOf(descriptor, DescriptorQuery.weights, weights),
    destination: lowering.layoutOf(descriptor, DescriptorQuery.destination, destination),
  };
  const reads: PrimitiveArgument[] = [
    lowering.readAs(Argument.source, x, layouts.source),
    lowering.readAs(Argument.weights, filter, layouts.weights),
  ];
  if (bias !== null) reads.push(lowering.readVector(Argument.bias, bias));
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    reads,
    [lowering.defineAs(Argument.destination, y, layouts.destination)],
    flops,
  );
}

/** Others are references, or a matrix product for each channel. */
const isMadeForDepthwise = (implementation: string): boolean => /dw/.test(implementation);

export function emitConvolutionFilterGradient(
  lowering: Lowering,
  call: KernelCall,
  epilogues: Epilogues,
): void {
  const { api, scope } = lowering;
  const [x, dy] = [lowering.input(call, 'x'), lowering.input(call, 'dy')];
  const gradient = call.outputs[0]!;
  const convolution = convolutionOf(
    lowering,
    call,
    lowering.spec(x).shape,
    lowering.spec(gradient).shape,
    lowering.spec(dy).shape,
  );
  const { source, weights, destination, windows, any, flops } = convolution;
  const total = epilogues.biasGradients.get(call) ?? null;
  const channels = lowering.spec(dy).shape.at(-1)!;
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.convolutionBackwardWeights(
      Algorithm.convolutionDirect,
      readableAs(lowering, x, source, any.source),
      any.weights,
      total === null ? null : lowering.vector(channels),
      any.destination,
      ...windows,
      forwardHint(convolution),
      lowering.attributes(),
    ),
  );
  if (call.kernel.startsWith('Depthwise') && !isMadeForDepthwise(lowering.implementationOf(descriptor))) {
    const { geometry } = convolution;
    if (tryDepthwiseFilterGradient(lowering, { x, dy, gradient, total, windows: geometry, flops })) return;
  }
  const layouts = {
    source: lowering.layoutOf(descriptor, DescriptorQuery.source, source),
    weights: lowering.layoutOf(descriptor, DescriptorQuery.diffWeights, weights),
    destination: lowering.layoutOf(descriptor, DescriptorQuery.diffDestination, destination),
  };
  const reads: PrimitiveArgument[] = [
    lowering.readAs(Argument.source, x, layouts.source),
    lowering.readAs(Argument.diffDestination, dy, layouts.destination),
  ];
  const writes: PrimitiveArgument[] = [lowering.defineAs(Argument.diffWeights, gradient, layouts.weights)];
  if (total !== null) writes.push(lowering.defineVector(Argument.diffBias, total));
  lowering.emitPrimitive(call.kernel, descriptor, reads, writes, flops);
}

/** The gradient by the input, which is also how a transposed convolution goes forth. */
export function emitConvolutionInputGradient(
  lowering: Lowering,
  call: KernelCall,
  epilogues: Epilogues,
): void {
  const epilogue = epilogues.after.get(call);
  if (epilogue) return emitTransposedConvolution(lowering, call, epilogues);
  const { api, scope } = lowering;
  const [dy, filter] = [lowering.input(call, 'dy'), lowering.input(call, 'filter')];
  const dx = call.outputs[0]!;
  const convolution = convolutionOf(
    lowering,
    call,
    lowering.spec(dx).shape,
    lowering.spec(filter).shape,
    lowering.spec(dy).shape,
  );
  const { source, weights, destination, windows, any, flops } = convolution;
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.convolutionBackwardData(
      Algorithm.convolutionDirect,
      any.source,
      any.weights,
      any.destination,
      ...windows,
      forwardHint(convolution),
      lowering.attributes(),
    ),
  );
  const layouts = {
    source: lowering.layoutOf(descriptor, DescriptorQuery.diffSource, source),
    weights: lowering.layoutOf(descriptor, DescriptorQuery.weights, weights),
    destination: lowering.layoutOf(descriptor, DescriptorQuery.diffDestination, destination),
  };
  const reads: PrimitiveArgument[] = [
    lowering.readAs(Argument.weights, filter, layouts.weights),
    lowering.readAs(Argument.diffDestination, dy, layouts.destination),
  ];
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    reads,
    [lowering.defineAs(Argument.diffSource, dx, layouts.source)],
    flops,
  );
}

/** A transposed convolution with bias or activation: oneDNN's deconvolution. */
function emitTransposedConvolution(lowering: Lowering, call: KernelCall, epilogues: Epilogues): void {
  const { api, scope } = lowering;
  const { bias, activation, output } = epilogues.after.get(call)!;
  const [x, filter] = [lowering.input(call, 'dy'), lowering.input(call, 'filter')];
  const shape = lowering.spec(call.outputs[0]!).shape;
  const channels = shape.at(-1)!;
  // The convolution whose gradient it is goes from the result to the input.
  const { source, weights, destination, windows, any, flops } = convolutionOf(
    lowering,
    call,
    shape,
    lowering.spec(filter).shape,
    lowering.spec(x).shape,
  );
  const [outputs, inputs, ...rest] = dimensionsOf(weights) as [number, number, ...number[]];
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.deconvolutionForward(
      PropKind.training,
      Algorithm.deconvolutionDirect,
      any.destination,
      lowering.layouts.any([inputs, outputs, ...rest]),
      bias === null ? null : lowering.vector(channels),
      any.source,
      ...windows,
      lowering.attributes(activation ? [activation] : []),
    ),
  );
  const layouts = {
    source: lowering.layoutOf(descriptor, DescriptorQuery.source, destination),
    destination: lowering.layoutOf(descriptor, DescriptorQuery.destination, source),
  };
  // Its filters are [its outputs, its inputs, ...], the convolution's the other way about.
  const own = api.descriptorOf(descriptor, DescriptorQuery.weights);
  const turned = scope.add('descriptor', api.permuteDescriptor(own, Int32Array.from([1, 0, 2, 3])));
  const weightLayout = lowering.layouts.describe(turned, weights, 'f32');
  const reads: PrimitiveArgument[] = [
    lowering.readAs(Argument.source, x, layouts.source),
    [Argument.weights, lowering.read(filter, weightLayout), own],
  ];
  if (bias !== null) reads.push(lowering.readVector(Argument.bias, bias));
  lowering.emitPrimitive(
    'Conv2DTranspose',
    descriptor,
    reads,
    [lowering.defineAs(Argument.destination, output, layouts.destination)],
    flops,
  );
}
