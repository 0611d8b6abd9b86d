/**
 * Kernels that are recorded as others: what tfjs fuses for speed on its own backends, or spells in two ways, is
 * written in one way here, so that passes find what is common and engines have fewer kernels to know.
 */
import { KernelProblem, type Attributes } from './rule.js';
import type { DType, Value, ValueId } from '../step-program.js';

/** What an expansion may do; `call` records a kernel with one output and gives its value. */
export interface Recording {
  call(kernel: string, inputs: Readonly<Record<string, ValueId>>, attrs?: Attributes): ValueId;
  constant(data: Float32Array | Int32Array, shape: readonly number[], dtype: DType): ValueId;
  value(id: ValueId): Value;
}

export type Expansion = (
  recording: Recording,
  inputs: Readonly<Record<string, ValueId>>,
  attrs: Attributes,
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

function need(inputs: Readonly<Record<string, ValueId>>, name: string): ValueId {
  const id = inputs[name];
  if (id === undefined) throw new KernelProblem(`input "${name}" is missing`);
  return id;
}

/** Bias and activation behind a fused product. */
function finish(
  recording: Recording,
  product: ValueId,
  inputs: Readonly<Record<string, ValueId>>,
  attrs: Attributes,
): ValueId {
  const biased = inputs.bias === undefined ? product : recording.call('Add', { a: product, b: inputs.bias });
  const activation = (attrs.activation ?? 'linear') as string;
  if (activation === 'linear') return biased;
  const kernel = activations[activation];
  if (!kernel) throw new KernelProblem(`fused activation "${activation}"`);
  if (kernel === 'Prelu') {
    return recording.call(kernel, { x: biased, alpha: need(inputs, 'preluActivationWeights') });
  }
  return recording.call(
    kernel,
    { x: biased },
    kernel === 'LeakyRelu' ? { alpha: attrs.leakyreluAlpha ?? 0.2 } : {},
  );
}

const product =
  (kernel: string, names: readonly string[]): Expansion =>
  (recording, inputs, attrs) => {
    const operands = Object.fromEntries(names.map((name) => [name, need(inputs, name)]));
    const { activation: _, leakyreluAlpha: __, ...own } = attrs;
    return finish(recording, recording.call(kernel, operands, own), inputs, attrs);
  };

/**
 * tfjs's fused product wraps matrices into batches of one; without the wrapping it is a plain matrix product. The
 * reshapes here meet tfjs's own and vanish in the clean-up.
 */
const matMul: Expansion = (recording, inputs, attrs) => {
  const [a, b] = [need(inputs, 'a'), need(inputs, 'b')];
  const [left, right] = [recording.value(a).shape, recording.value(b).shape];
  const { transposeA, transposeB } = attrs;
  const single = (shape: readonly number[]) => shape.length === 3 && shape[0] === 1;
  if (!single(left) || !single(right)) {
    return finish(
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
  const done = finish(recording, flat, inputs, attrs);
  return recording.call('Reshape', { x: done }, { shape: [1, ...recording.value(done).shape] });
};

/** (x - mean) * (scale / sqrt(variance + epsilon)) + offset */
const batchNorm: Expansion = (recording, inputs, attrs) => {
  const epsilon = recording.constant(Float32Array.of(Number(attrs.varianceEpsilon ?? 1e-3)), [], 'float32');
  const spread = recording.call('Rsqrt', {
    x: recording.call('Add', { a: need(inputs, 'variance'), b: epsilon }),
  });
  const factor =
    inputs.scale === undefined ? spread : recording.call('Multiply', { a: spread, b: inputs.scale });
  const centred = recording.call('Sub', { a: need(inputs, 'x'), b: need(inputs, 'mean') });
  const scaled = recording.call('Multiply', { a: centred, b: factor });
  return inputs.offset === undefined ? scaled : recording.call('Add', { a: scaled, b: inputs.offset });
};

const filled =
  (value: number): Expansion =>
  (recording, inputs) => {
    const { shape, dtype } = recording.value(need(inputs, 'x'));
    return recording.call('Fill', {}, { shape, value, dtype });
  };

const progression =
  (at: (attrs: Attributes) => { start: number; step: number; count: number; dtype: DType }): Expansion =>
  (recording, _inputs, attrs) => {
    const { start, step, count, dtype } = at(attrs);
    const data = dtype === 'int32' ? new Int32Array(count) : new Float32Array(count);
    for (let i = 0; i < count; i++) data[i] = start + i * step;
    return recording.constant(data, [count], dtype);
  };

export const expansions: Readonly<Record<string, Expansion>> = {
  _FusedMatMul: matMul,
  FusedConv2D: product('Conv2D', ['x', 'filter']),
  FusedDepthwiseConv2D: product('DepthwiseConv2dNative', ['x', 'filter']),
  FusedBatchNorm: batchNorm,
  ZerosLike: filled(0),
  OnesLike: filled(1),
  ExpandDims: (recording, inputs, attrs) => {
    const input = need(inputs, 'input');
    const shape = [...recording.value(input).shape];
    const dim = Number(attrs.dim);
    shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
    return recording.call('Reshape', { x: input }, { shape });
  },
  Range: progression(({ start, stop, step, dtype }) => {
    const [from, to, by] = [Number(start), Number(stop), Number(step)];
    return { start: from, step: by, count: Math.max(0, Math.ceil((to - from) / by)), dtype: dtype as DType };
  }),
  LinSpace: progression(({ start, stop, num }) => {
    const [from, to, count] = [Number(start), Number(stop), Number(num)];
    return { start: from, step: (to - from) / Math.max(1, count - 1), count, dtype: 'float32' };
  }),
};
