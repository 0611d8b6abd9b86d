/**
 * Decompositions: kernels that tfjs fuses for its own backends, or that have two spellings, are recorded as more
 * basic ones, so that passes find common subexpressions and engines implement fewer kernels.
 */
import { KernelError, type KernelAttributes } from './shape-inference.js';
import type { DType, TensorSpec, ValueId } from '../step-program.js';

/** The recorder as decompositions use it; `call` records a kernel with one output and returns its value. */
export interface KernelRecorder {
  call(kernel: string, inputs: Readonly<Record<string, ValueId>>, attrs?: KernelAttributes): ValueId;
  constant(data: Float32Array | Int32Array, shape: readonly number[], dtype: DType): ValueId;
  value(id: ValueId): TensorSpec;
}

export type KernelDecomposition = (
  recording: KernelRecorder,
  inputs: Readonly<Record<string, ValueId>>,
  attrs: KernelAttributes,
) => ValueId;

/** tfjs's names of fused activations. */
const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  leakyrelu: 'LeakyRelu',
  prelu: 'Prelu',
};

function requireInput(inputs: Readonly<Record<string, ValueId>>, name: string): ValueId {
  const id = inputs[name];
  if (id === undefined) throw new KernelError(`input "${name}" is missing`);
  return id;
}

/** The epilogue of a fused product: bias and activation. */
function applyEpilogue(
  recording: KernelRecorder,
  product: ValueId,
  inputs: Readonly<Record<string, ValueId>>,
  attrs: KernelAttributes,
): ValueId {
  const biased = inputs.bias === undefined ? product : recording.call('Add', { a: product, b: inputs.bias });
  const activation = (attrs.activation ?? 'linear') as string;
  if (activation === 'linear') return biased;
  const kernel = activations[activation];
  if (!kernel) throw new KernelError(`fused activation "${activation}"`);
  if (kernel === 'Prelu') {
    return recording.call(kernel, { x: biased, alpha: requireInput(inputs, 'preluActivationWeights') });
  }
  return recording.call(
    kernel,
    { x: biased },
    kernel === 'LeakyRelu' ? { alpha: attrs.leakyreluAlpha ?? 0.2 } : {},
  );
}

const fusedProduct =
  (kernel: string, names: readonly string[]): KernelDecomposition =>
  (recording, inputs, attrs) => {
    const operands = Object.fromEntries(names.map((name) => [name, requireInput(inputs, name)]));
    const { activation: _, leakyreluAlpha: __, ...own } = attrs;
    return applyEpilogue(recording, recording.call(kernel, operands, own), inputs, attrs);
  };

/**
 * tfjs's fused product wraps matrices into batches of one; without the wrapping it is a plain matrix product. The
 * reshapes here cancel against tfjs's own in the clean-up.
 */
const matMul: KernelDecomposition = (recording, inputs, attrs) => {
  const [a, b] = [requireInput(inputs, 'a'), requireInput(inputs, 'b')];
  const [left, right] = [recording.value(a).shape, recording.value(b).shape];
  const { transposeA, transposeB } = attrs;
  const single = (shape: readonly number[]) => shape.length === 3 && shape[0] === 1;
  if (!single(left) || !single(right)) {
    return applyEpilogue(
      recording,
      recording.call('BatchMatMul', { a, b }, { transposeA, transposeB }),
      inputs,
      attrs,
    );
  }
  const flat = recording.call(
    'BatchMatMul',
    {
      a: recording.call('Reshape', { x: a }, { shape: left.slice(1) }),
      b: recording.call('Reshape', { x: b }, { shape: right.slice(1) }),
    },
    { transposeA, transposeB },
  );
  const done = applyEpilogue(recording, flat, inputs, attrs);
  return recording.call('Reshape', { x: done }, { shape: [1, ...recording.value(done).shape] });
};

/** (x - mean) * (scale / sqrt(variance + epsilon)) + offset */
const batchNorm: KernelDecomposition = (recording, inputs, attrs) => {
  const epsilon = recording.constant(Float32Array.of(Number(attrs.varianceEpsilon ?? 1e-3)), [], 'float32');
  const spread = recording.call('Rsqrt', {
    x: recording.call('Add', { a: requireInput(inputs, 'variance'), b: epsilon }),
  });
  const factor =
    inputs.scale === undefined ? spread : recording.call('Multiply', { a: spread, b: inputs.scale });
  const centred = recording.call('Sub', { a: requireInput(inputs, 'x'), b: requireInput(inputs, 'mean') });
  const scaled = recording.call('Multiply', { a: centred, b: factor });
  return inputs.offset === undefined ? scaled : recording.call('Add', { a: scaled, b: inputs.offset });
};

const filledLike =
  (value: number): KernelDecomposition =>
  (recording, inputs) => {
    const { shape, dtype } = recording.value(requireInput(inputs, 'x'));
    return recording.call('Fill', {}, { shape, value, dtype });
  };

const arithmeticSequence =
  (
    at: (attrs: KernelAttributes) => { start: number; step: number; count: number; dtype: DType },
  ): KernelDecomposition =>
  (recording, _inputs, attrs) => {
    const { start, step, count, dtype } = at(attrs);
    const data = dtype === 'int32' ? new Int32Array(count) : new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = start + i * step;
    return recording.constant(data, [count], dtype);
  };

export const kernelDecompositions: Readonly<Record<string, KernelDecomposition>> = {
  _FusedMatMul: matMul,
  FusedConv2D: fusedProduct('Conv2D', ['x', 'filter']),
  FusedDepthwiseConv2D: fusedProduct('DepthwiseConv2dNative', ['x', 'filter']),
  FusedBatchNorm: batchNorm,
  ZerosLike: filledLike(0),
  OnesLike: filledLike(1),
  ExpandDims: (recording, inputs, attrs) => {
    const input = requireInput(inputs, 'input');
    const shape = [...recording.value(input).shape];
    const dim = Number(attrs.dim);
    shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
    return recording.call('Reshape', { x: input }, { shape });
  },
  Range: arithmeticSequence(({ start, stop, step, dtype }) => {
    const [from, to, by] = [Number(start), Number(stop), Number(step)];
    return { start: from, step: by, count: Math.max(0, Math.ceil((to - from) / by)), dtype: dtype as DType };
  }),
  LinSpace: arithmeticSequence(({ start, stop, num }) => {
    const [from, to, count] = [Number(start), Number(stop), Number(num)];
    return { start: from, step: (to - from) / Math.max(1, count - 1), count, dtype: 'float32' };
  }),
};
