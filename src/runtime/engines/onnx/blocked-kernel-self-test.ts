import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import { lowerToOnnx } from './lower.js';
import { loadOrt, runAndRelease, type CreateOrtSession } from './onnxruntime-session.js';

/** Largest accepted difference between both forms, relative to the largest element. */
const MAX_RELATIVE_DIFFERENCE = 1e-4;

/**
 * Runs a small step with NCHWc kernels and without.
 *
 * @returns null if the results agree, otherwise a short description of the fault
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
    const differing = [...plain].filter(
      ([name, data]) => !(maxRelativeDifference(blocked.get(name) ?? [], data) < MAX_RELATIVE_DIFFERENCE),
    );
    return differing.length === 0 ? null : `${differing.map(([name]) => name).join(', ')} differ`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function maxRelativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [largest, difference] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    largest = Math.max(largest, Math.abs(expected[at] as number));
    difference = Math.max(difference, Math.abs((actual[at] ?? NaN) - (expected[at] as number)));
  }
  return difference / largest;
}

async function runLoweredStep(
  step: StepProgram,
  blockSize: number,
  createSession: CreateOrtSession,
): Promise<Map<string, ArrayLike<number>>> {
  const ort = await loadOrt();
  const { model, feeds, results } = lowerToOnnx(step, blockSize);
  const session = await createSession(model, 1);
  const inputs = feeds.map(({ port, dims }, number) => {
    const size = dims.reduce((product, side) => product * side, 1);
    return [port, ort.tensor('float32', dims, testData(size, number))] as const;
  });
  const outputs = results.map(({ name, port, dims }) => ({
    name,
    port,
    tensor: ort.tensor('float32', dims),
  }));
  await runAndRelease(
    session,
    Object.fromEntries(inputs),
    Object.fromEntries(outputs.map(({ port, tensor }) => [port, tensor])),
  );
  return new Map(outputs.map(({ name, tensor }) => [name, tensor.data]));
}

/** Aperiodic values of both signs, so that exchanged elements show; deterministic. */
const testData = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, at) => Math.sin(1 + seed + 1.7 * at + 0.013 * at * at));

/**
 * The operations that NCHWc kernels are used for: convolution, activation, pooling and upsampling, with their
 * gradients.
 */
function selfTestStep(block: number): StepProgram {
  const values: StepProgram['values'] = [];
  const calls: KernelCall[] = [];
  const inputs: StepProgram['inputs'] = [];
  const outputs: StepProgram['outputs'] = [];
  const value = (shape: readonly number[]): ValueId => values.push({ shape, dtype: 'float32' }) - 1;
  const addInput = (name: string, shape: readonly number[]): ValueId => {
    const id = value(shape);
    inputs.push({ kind: 'field', name, value: id });
    return id;
  };
  const addCall = (
    kernel: string,
    from: KernelCall['inputs'],
    shape: readonly number[],
    attrs: KernelCall['attrs'] = {},
  ): ValueId => {
    const id = value(shape);
    calls.push({ kernel, inputs: from, attrs, outputs: [id], scope: kernel });
    return id;
  };
  const addOutput = (name: string, id: ValueId) => outputs.push({ kind: 'result', name, value: id });

  const same = { strides: [1, 1], pad: 'same', dataFormat: 'NHWC', dilations: [1, 1] };
  const pooling = { filterSize: [2, 2], strides: [2, 2], pad: 'valid' };
  const [fullSize, halfSize] = [
    [2, 6, 4, block],
    [2, 3, 2, block],
  ];
  const [firstFilter, secondFilter] = [
    [3, 3, 3, block],
    [3, 3, block, block],
  ];
  const x = addInput('x', [2, 6, 4, 3]);
  const [f, g] = [addInput('f', firstFilter), addInput('g', secondFilter)];
  const [bias, dy] = [addInput('bias', [block]), addInput('dy', fullSize)];

  const sums = addCall('Add', { a: addCall('Conv2D', { x, filter: f }, fullSize, same), b: bias }, fullSize);
  const activated = addCall('LeakyRelu', { x: sums }, fullSize, { alpha: 0.3 });
  const pooled = addCall('MaxPool', { x: activated }, halfSize, pooling);
  const deep = addCall('Conv2D', { x: pooled, filter: g }, halfSize, same);
  const y = addCall('ResizeNearestNeighbor', { images: deep }, fullSize, {
    size: [6, 4],
    alignCorners: false,
    halfPixelCenters: false,
  });
  addOutput('values', y);

  const dDeep = addCall('ResizeNearestNeighborGrad', { images: deep, dy }, halfSize, {
    alignCorners: false,
    halfPixelCenters: false,
  });
  addOutput(
    'gradients of the second filter',
    addCall('Conv2DBackpropFilter', { x: pooled, dy: dDeep }, secondFilter, {
      ...same,
      filterShape: secondFilter,
    }),
  );
  const dPooled = addCall('Conv2DBackpropInput', { dy: dDeep, filter: g }, halfSize, {
    ...same,
    inputShape: halfSize,
  });
  const dBent = addCall('MaxPoolGrad', { dy: dPooled, input: activated, output: pooled }, fullSize, pooling);
  const slope = addCall('Step', { x: sums }, fullSize, { alpha: 0.3 });
  const dSums = addCall('Multiply', { a: dBent, b: slope }, fullSize);
  addOutput(
    'gradients of the bias',
    addCall('Sum', { x: dSums }, [block], { axis: [0, 1, 2], keepDims: false }),
  );
  addOutput(
    'gradients of the first filter',
    addCall('Conv2DBackpropFilter', { x, dy: dSums }, firstFilter, { ...same, filterShape: firstFilter }),
  );
  return { name: 'agreement', batchSize: 2, values, inputs, constants: [], calls, outputs };
}
