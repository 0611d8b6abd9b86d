/** Matrix products. Of two matrices they are inner products, which choose the layout of weights; of more, batched products. */
import type { KernelCall } from '../../../capture/index.js';
import {
  dimensionsOf,
  identityView,
  product,
  rowMajorStrides,
  withLeadingOnes,
  type View,
} from '../layout.js';
import { Argument, DescriptorQuery, PropKind } from '../library/index.js';
import type { Lowering, PrimitiveArgument } from '../lowering.js';
import type { Epilogues } from '../plan-epilogues.js';

/** [units, inputs] of a kernel [inputs, units]. */
const kernelView = (shape: readonly number[]): View => ({ sides: shape, order: [1, 0] });

export function emitMatMul(lowering: Lowering, call: KernelCall, epilogues: Epilogues): void {
  const [a, b] = [lowering.input(call, 'a'), lowering.input(call, 'b')];
  const isMatrix = lowering.spec(a).shape.length === 2 && lowering.spec(b).shape.length === 2;
  if (isMatrix && !call.attrs.transposeA) {
    if (call.attrs.transposeB) emitInputGradient(lowering, call);
    else emitInnerProduct(lowering, call, epilogues);
  } else if (isMatrix && !call.attrs.transposeB) emitKernelGradient(lowering, call, epilogues);
  else emitBatchedProduct(lowering, call);
}

function emitInnerProduct(lowering: Lowering, call: KernelCall, epilogues: Epilogues): void {
  const { api, scope, layouts } = lowering;
  const [a, b] = [lowering.input(call, 'a'), lowering.input(call, 'b')];
  const epilogue = epilogues.after.get(call);
  const y = epilogue?.output ?? call.outputs[0]!;
  const bias = epilogue?.bias ?? null;
  const [rows, inputs] = lowering.spec(a).shape as [number, number];
  const units = lowering.spec(b).shape[1]!;
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.innerProductForward(
      PropKind.training,
      layouts.any([rows, inputs]),
      layouts.any([units, inputs]),
      bias === null ? null : lowering.vector(units),
      layouts.plain(identityView([rows, units]), 'f32').descriptor,
      lowering.attributes(epilogue?.activation ? [epilogue.activation] : []),
    ),
  );
  const source = lowering.layoutOf(descriptor, DescriptorQuery.source, identityView([rows, inputs]));
  const weights = lowering.layoutOf(descriptor, DescriptorQuery.weights, kernelView([inputs, units]));
  const destination = lowering.layoutOf(descriptor, DescriptorQuery.destination, identityView([rows, units]));
  if (!destination.plain) throw new Error('an inner product has a layout of its own for rows');
  const reads: PrimitiveArgument[] = [
    lowering.readAs(Argument.source, a, source),
    lowering.readAs(Argument.weights, b, weights),
  ];
  if (bias !== null) reads.push(lowering.readVector(Argument.bias, bias));
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    reads,
    [lowering.defineAs(Argument.destination, y, destination)],
    2 * rows * inputs * units,
  );
}

/** The primitive descriptor of the product itself, which its gradients are made with. */
function forwardHint(lowering: Lowering, rows: number, inputs: number, units: number): number {
  const { api, scope, layouts } = lowering;
  return scope.add(
    'primitiveDescriptor',
    api.make.innerProductForward(
      PropKind.training,
      layouts.any([rows, inputs]),
      layouts.any([units, inputs]),
      null,
      layouts.any([rows, units]),
      lowering.attributes(),
    ),
  );
}

/** dy times the kernel's transpose. */
function emitInputGradient(lowering: Lowering, call: KernelCall): void {
  const { api, scope, layouts } = lowering;
  const [dy, kernel] = [lowering.input(call, 'a'), lowering.input(call, 'b')];
  const [rows, units] = lowering.spec(dy).shape as [number, number];
  const inputs = lowering.spec(kernel).shape[0]!;
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.innerProductBackwardData(
      layouts.any([rows, inputs]),
      layouts.any([units, inputs]),
      layouts.any([rows, units]),
      forwardHint(lowering, rows, inputs, units),
      lowering.attributes(),
    ),
  );
  const source = lowering.layoutOf(descriptor, DescriptorQuery.diffSource, identityView([rows, inputs]));
  const weights = lowering.layoutOf(descriptor, DescriptorQuery.weights, kernelView([inputs, units]));
  const destination = lowering.layoutOf(
    descriptor,
    DescriptorQuery.diffDestination,
    identityView([rows, units]),
  );
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    [
      lowering.readAs(Argument.diffDestination, dy, destination),
      lowering.readAs(Argument.weights, kernel, weights),
    ],
    [lowering.defineAs(Argument.diffSource, call.outputs[0]!, source)],
    2 * rows * inputs * units,
  );
}

/** x's transpose times dy, and the sum over dy's rows. */
function emitKernelGradient(lowering: Lowering, call: KernelCall, epilogues: Epilogues): void {
  const { api, scope, layouts } = lowering;
  const [x, dy] = [lowering.input(call, 'a'), lowering.input(call, 'b')];
  const total = epilogues.biasGradients.get(call) ?? null;
  const [rows, inputs] = lowering.spec(x).shape as [number, number];
  const units = lowering.spec(dy).shape[1]!;
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.innerProductBackwardWeights(
      layouts.any([rows, inputs]),
      layouts.any([units, inputs]),
      total === null ? null : lowering.vector(units),
      layouts.any([rows, units]),
      forwardHint(lowering, rows, inputs, units),
      lowering.attributes(),
    ),
  );
  const source = lowering.layoutOf(descriptor, DescriptorQuery.source, identityView([rows, inputs]));
  const weights = lowering.layoutOf(descriptor, DescriptorQuery.diffWeights, kernelView([inputs, units]));
  const destination = lowering.layoutOf(
    descriptor,
    DescriptorQuery.diffDestination,
    identityView([rows, units]),
  );
  const writes: PrimitiveArgument[] = [lowering.defineAs(Argument.diffWeights, call.outputs[0]!, weights)];
  if (total !== null) writes.push(lowering.defineVector(Argument.diffBias, total));
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    [lowering.readAs(Argument.source, x, source), lowering.readAs(Argument.diffDestination, dy, destination)],
    writes,
    2 * rows * inputs * units,
  );
}

/** Products of stacks of matrices, in the layouts that they have. */
function emitBatchedProduct(lowering: Lowering, call: KernelCall): void {
  const { api, scope, layouts } = lowering;
  const [a, b] = [lowering.input(call, 'a'), lowering.input(call, 'b')];
  const y = call.outputs[0]!;
  const rank = lowering.spec(y).shape.length;
  /** oneDNN's dimensions of an operand: as many as the result has, the last two turned about if asked. */
  const operand = (id: number, transposed: unknown): { dimensions: number[]; strides: number[] } => {
    const own = lowering.spec(id).shape;
    const dimensions = withLeadingOnes(own, rank);
    const strides = rowMajorStrides(dimensions);
    const swap = (list: number[]) => (transposed ? [...list.slice(0, -2), list.at(-1)!, list.at(-2)!] : list);
    return { dimensions: swap(dimensions), strides: swap(strides) };
  };
  const [left, right] = [operand(a, call.attrs.transposeA), operand(b, call.attrs.transposeB)];
  const source = layouts.descriptorByStrides(left.dimensions, left.strides, 'f32');
  const weights = layouts.descriptorByStrides(right.dimensions, right.strides, 'f32');
  const destination = lowering.plainLayout(y);
  const descriptor = scope.add(
    'primitiveDescriptor',
    api.make.matmul(source, weights, null, destination.descriptor, lowering.attributes()),
  );
  lowering.emitPrimitive(
    call.kernel,
    descriptor,
    [
      [Argument.source, lowering.readPlain(a), source],
      [Argument.weights, lowering.readPlain(b), weights],
    ],
    [lowering.defineAs(Argument.destination, y, destination)],
    2 * product(dimensionsOf(destination.view)) * left.dimensions.at(-1)!,
  );
}
