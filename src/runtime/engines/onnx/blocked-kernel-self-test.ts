import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import { lowerToOnnx } from './lower.js';
import { loadOrt, type CreateOrtSession } from './onnxruntime-session.js';

/** Largest difference between both forms, as a share of the largest number. */
const MAX_RELATIVE_DIFFERENCE = 1e-4;

/**
 * Run a small step with blocked kernels and without.
 *
 * @returns null if both come out the same, otherwise what is wrong, in a few words
 */
export async function selfTestBlockedKernels(
  blockSize: number,
  createSession: CreateOrtSession,
): Promise<string | null> {
  try {
    const step = selfTestStep(blockSize);
    const [blocked, plain] = [
      await runLoweredStep(step, blockSize, createSession),
      await runLoweredStep(step, 0, createSession),
    ];
    const apart = [...plain].filter(
      ([name, data]) => !(maxRelativeDifference(blocked.get(name) ?? [], data) < MAX_RELATIVE_DIFFERENCE),
    );
    return apart.length === 0 ? null : `${apart.map(([name]) => name).join(', ')} differ`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function maxRelativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [most, apart] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    most = Math.max(most, Math.abs(expected[at] as number));
    apart = Math.max(apart, Math.abs((actual[at] ?? NaN) - (expected[at] as number)));
  }
  return apart / most;
}

async function runLoweredStep(
  step: StepProgram,
  blockSize: number,
  createSession: CreateOrtSession,
): Promise<Map<string, ArrayLike<number>>> {
  const ort = await loadOrt();
  const { model, feeds, results } = lowerToOnnx(step, blockSize);
  const session = await createSession(model, 1);
  try {
    const inputs = feeds.map(({ port, dims }, number): [string, InstanceType<typeof ort.Tensor>] => {
      const size = dims.reduce((product, side) => product * side, 1);
      return [port, new ort.Tensor('float32', testData(size, number), dims)];
    });
    const outputs = await session.run(Object.fromEntries(inputs));
    return new Map(results.map(({ name, port }) => [name, outputs[port]?.data as ArrayLike<number>]));
  } finally {
    await session.release();
  }
}

/** Numbers around zero without a pattern that a mistake could hide in; the same each time. */
const testData = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, at) => Math.sin(1 + seed + 1.7 * at + 0.013 * at * at));

/** Convolutions, a slope, pooling, enlargement and their gradients: what the blocked kernels are used for. */
function selfTestStep(block: number): StepProgram {
  const values: StepProgram['values'] = [];
  const calls: KernelCall[] = [];
  const inputs: StepProgram['inputs'] = [];
  const outputs: StepProgram['outputs'] = [];
  const value = (shape: readonly number[]): ValueId => values.push({ shape, dtype: 'float32' }) - 1;
  const given = (name: string, shape: readonly number[]): ValueId => {
    const id = value(shape);
    inputs.push({ kind: 'field', name, value: id });
    return id;
  };
  const made = (
    kernel: string,
    from: KernelCall['inputs'],
    shape: readonly number[],
    attrs: KernelCall['attrs'] = {},
  ): ValueId => {
    const id = value(shape);
    calls.push({ kernel, inputs: from, attrs, outputs: [id], scope: kernel });
    return id;
  };
  const told = (name: string, id: ValueId) => outputs.push({ kind: 'result', name, value: id });

  const same = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
  const halves = { filterSize: [2, 2], strides: [2, 2], pad: 'valid' };
  const [large, small] = [
    [2, 6, 4, block],
    [2, 3, 2, block],
  ];
  const [first, second] = [
    [3, 3, 3, block],
    [3, 3, block, block],
  ];
  const x = given('x', [2, 6, 4, 3]);
  const [f, g] = [given('f', first), given('g', second)];
  const [bias, dy] = [given('bias', [block]), given('dy', large)];

  const sums = made('Add', { a: made('Conv2D', { x, filter: f }, large, same), b: bias }, large);
  const bent = made('LeakyRelu', { x: sums }, large, { alpha: 0.3 });
  const pooled = made('MaxPool', { x: bent }, small, halves);
  const deep = made('Conv2D', { x: pooled, filter: g }, small, same);
  const y = made('ResizeNearestNeighbor', { images: deep }, large, {
    size: [6, 4],
    alignCorners: false,
    halfPixelCenters: false,
  });
  told('values', y);

  const dDeep = made('ResizeNearestNeighborGrad', { images: deep, dy }, small, {
    alignCorners: false,
    halfPixelCenters: false,
  });
  told(
    'gradients of the second filter',
    made('Conv2DBackpropFilter', { x: pooled, dy: dDeep }, second, { ...same, filterShape: second }),
  );
  const dPooled = made('Conv2DBackpropInput', { dy: dDeep, filter: g }, small, {
    ...same,
    inputShape: small,
  });
  const dBent = made('MaxPoolGrad', { dy: dPooled, input: bent, output: pooled }, large, halves);
  const slope = made('Step', { x: sums }, large, { alpha: 0.3 });
  const dSums = made('Multiply', { a: dBent, b: slope }, large);
  told('gradients of the bias', made('Sum', { x: dSums }, [block], { axis: [0, 1, 2], keepDims: false }));
  told(
    'gradients of the first filter',
    made('Conv2DBackpropFilter', { x, dy: dSums }, first, { ...same, filterShape: first }),
  );
  return { name: 'agreement', batchSize: 2, values, inputs, constants: [], calls, outputs };
}
