import { expect, it } from 'vitest';
import { compile } from '../../../../src/index.js';
import { trainingStep, type StepProgram } from '../../../../src/runtime/capture/index.js';
import { expandBatchNormalization } from '../../../../src/runtime/engines/onednn/expand-batch-normalization.js';

const graph = `lagraph: 1
name: normalized
data:
  digits: {source: mnist}
networks:
  net:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 8, kernel_size: 3}
      - BatchNormalization
      - ReLU
      - Conv2D: {filters: 8, kernel_size: 3}
      - BatchNormalization: {scale: false}
      - GlobalAveragePooling2D
      - Dense: {units: 10, activation: softmax}
plan:
  learn:
    train: net
    on: {data: digits, epochs: 1, batch_size: 4}
    loss: categorical_crossentropy(label, net(image))
    optimizer: {SGD: 0.01}
`;

const kernelsOf = ({ calls }: StepProgram): string[] => calls.map(({ kernel }) => kernel);
const among = (program: StepProgram, kernel: string) =>
  program.calls.filter((call) => call.kernel === kernel);

it('a normalization becomes its statistics and element-wise calls, and its gradient takes the same pivots', () => {
  const program = compile(graph);
  const step = trainingStep(program, program.phases[0]!, 4);
  expect(among(step, 'FusedBatchNormV3')).toHaveLength(2);
  const expanded = expandBatchNormalization(step);
  expect(kernelsOf(expanded).filter((kernel) => kernel.startsWith('FusedBatchNorm'))).toEqual([]);
  const [forward, backward] = [among(expanded, '@Moments'), among(expanded, '@MomentsGrad')];
  expect([forward.length, backward.length]).toEqual([2, 2]);
  const pivots = forward.map(({ outputs }) => outputs[2]!);
  // The gradients come in the opposite order.
  expect(backward.map(({ inputs }) => inputs.pivot)).toEqual(pivots.toReversed());
  // Each value is made once, before it is read.
  const made = new Set([
    ...expanded.inputs.map(({ value }) => value),
    ...expanded.constants.map(({ value }) => value),
  ]);
  for (const { inputs, outputs } of expanded.calls) {
    for (const id of Object.values(inputs)) expect(made).toContain(id);
    for (const id of outputs) {
      expect(made).not.toContain(id);
      made.add(id);
    }
  }
  for (const { value } of expanded.outputs) expect(made).toContain(value);
});

it('a gradient whose normalization is in another step has statistics of its own', () => {
  const image = { shape: [4, 3, 3, 2], dtype: 'float32' } as const;
  const vector = { shape: [2], dtype: 'float32' } as const;
  const field = (name: string, value: number) => ({ kind: 'field' as const, name, value });
  const expanded = expandBatchNormalization({
    name: 'gradient',
    batchSize: 4,
    values: [image, image, vector, vector, image],
    inputs: [field('dy', 0), field('x', 1), field('mean', 2), field('variance', 3)],
    constants: [],
    calls: [
      {
        kernel: 'FusedBatchNormGradV3',
        inputs: { dy: 0, x: 1, batch_mean: 2, batch_variance: 3 },
        attrs: { epsilon: 0.001, gradients: ['x'] },
        outputs: [4],
        scope: 'n',
      },
    ],
    outputs: [{ kind: 'result', name: 'dx', value: 4 }],
  });
  expect(kernelsOf(expanded).slice(0, 2)).toEqual(['@Moments', '@MomentsGrad']);
  expect(expanded.calls.at(-1)!.outputs).toEqual([4]);
});
