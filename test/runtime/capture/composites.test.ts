/** Operations of a higher level in a step: what is recorded, and what it is taken apart into. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compile, type Program } from '../../../src/index.js';
import {
  decomposeComposites,
  printStepProgram,
  trainingStep,
  verifyStepProgram,
  type StepProgram,
} from '../../../src/runtime/capture/index.js';
import { optimizers } from '../../../src/vocabulary/index.js';
import { activationNames } from '../../../src/vocabulary/activations.js';
import { compositeRules } from '../../../src/runtime/capture/kernels/composites.js';
import { prepareTask, randomTask } from '../../support/random-networks.js';

const commutative = new Set(['Add', 'Multiply', 'Equal', 'LogicalAnd', 'LogicalOr', 'SquaredDifference']);

/** What each output is computed from, as a hash: whatever the order of calls and the numbers of values. */
function expressionsOf({ values, inputs, constants, calls, outputs }: StepProgram): Record<string, string> {
  const hashes = new Map<number, string>();
  const make = (id: number, ...text: unknown[]) => {
    const { dtype, shape } = values[id]!;
    const whole = JSON.stringify([text, dtype, shape]);
    hashes.set(id, createHash('sha1').update(whole).digest('base64'));
  };
  for (const { value, kind, name } of inputs) make(value, kind, name);
  for (const { value, data } of constants) make(value, data.join());
  for (const { kernel, inputs: operands, attrs, outputs: made } of calls) {
    const read = commutative.has(kernel)
      ? Object.values(operands)
          .map((id) => hashes.get(id)!)
          .sort()
      : Object.entries(operands).map(([name, id]) => [name, hashes.get(id)]);
    made.forEach((id, at) => make(id, kernel, at, attrs, read));
  }
  return Object.fromEntries(outputs.map(({ kind, name, value }) => [`${kind} ${name}`, hashes.get(value)!]));
}

const compositesOf = ({ calls }: StepProgram): string[] =>
  calls.flatMap(({ kernel, decomposition }) => (decomposition ? [kernel] : []));

/** A network of images that has these layers. */
function classifierProgram(
  layers: string,
  loss = 'sigmoid_crossentropy(1, net(image))',
  optimizer = 'SGD',
): Program {
  return compile(`lagraph: 1
data: {mnist: {source: mnist}}
networks:
  net:
    input: [28, 28, 1]
    layers:
      - {Conv2D: {filters: 4, kernel_size: 3, strides: 4}, name: low}
      ${layers}
      - Flatten
      - {Dense: 10, name: out}
plan:
  train:
    train: net
    on: {data: mnist, epochs: 1, batch_size: 4}
    loss: ${loss}
    optimizer: {${optimizer}: 0.1}
`);
}

function classifierStep(...given: Parameters<typeof classifierProgram>): StepProgram {
  const program = classifierProgram(...given);
  return trainingStep(program, program.phases[0]!, 4);
}

/** Layers that are recorded as composites: all activations, dropouts and normalizations. */
const everyComposite = [
  '- Conv2D: {filters: 4, kernel_size: 3}',
  '- BatchNormalization',
  '- LayerNormalization',
  '- GroupNormalization: 2',
  '- RMSNormalization',
  '- SpatialDropout2D: 0.25',
  '- Flatten',
  '- Dropout: 0.5',
  ...activationNames.map((name) => `- Dense: {units: 4, activation: ${name}}`),
  '- LeakyReLU: 0.1',
];

function expectSameApart(program: Program): void {
  const phase = program.phases[0]!;
  const step = trainingStep(program, phase, phase.batchSize);
  expect(verifyStepProgram(step)).toEqual([]);
  const apart = decomposeComposites(step);
  expect(compositesOf(apart)).toEqual([]);
  expect(verifyStepProgram(apart)).toEqual([]);
  const plain = trainingStep(program, phase, phase.batchSize, { composites: false });
  expect(expressionsOf(apart)).toEqual(expressionsOf(plain));
}

describe('composites', () => {
  const losses = [
    'sigmoid_crossentropy(1, net(image))',
    'categorical_crossentropy(label, net(image), from_logits=true)',
  ];
  const programs = losses.map((loss) => classifierProgram(everyComposite.join('\n      '), loss));

  it('are recorded of every kind that there is a shape for', () => {
    const steps = programs.map((program) => trainingStep(program, program.phases[0]!, 4));
    const recorded = new Set(steps.flatMap(compositesOf));
    expect(Object.keys(compositeRules).filter((kernel) => !recorded.has(kernel))).toEqual([]);
  });

  it('are taken apart into what is recorded without them', () => {
    for (const program of programs) expectSameApart(program);
  });

  it.each([1, 11])('are taken apart in random networks, of ten seeds from %i', (from) => {
    for (let seed = from; seed < from + 10; seed++) expectSameApart(prepareTask(randomTask(seed)).program);
  });

  it.each([...optimizers.keys()])('are recorded for the update of each weight: %s', (name) => {
    const program = classifierProgram('- BatchNormalization', undefined, name);
    const updates = trainingStep(program, program.phases[0]!, 4).calls.filter(({ kernel }) =>
      kernel.startsWith('Apply'),
    );
    expect(updates.map(({ kernel }) => kernel)).toEqual(Array(6).fill(`Apply${name}`));
    expectSameApart(program);
  });

  it('are one call and one for the gradient', () => {
    const step = classifierStep('- {BatchNormalization: {}, name: norm}');
    const text = printStepProgram(step).replace(/%\d+/g, '%');
    expect(text.split('\n').filter((line) => line.includes('FusedBatchNorm'))).toEqual([
      '  %, %, % = FusedBatchNormV3(x=%, scale=%, offset=%, epsilon=0.001) : float32[4,7,7,4], float32[4], float32[4]',
      '  %, %, % = FusedBatchNormGradV3(dy=%, x=%, scale=%, batch_mean=%, batch_variance=%, epsilon=0.001, gradients=[x,scale,offset]) : float32[4,7,7,4], float32[4], float32[4]',
    ]);
    expect(text).not.toMatch(/Rsqrt/);
  });

  it('stay where an engine has a kernel for them, with the inputs that it reads', () => {
    const step = classifierStep('- {LayerNormalization: {}, name: norm}');
    const apart = decomposeComposites(step, ({ kernel, inputs }) =>
      kernel === 'LayerNormGrad' ? Object.keys(inputs).filter((name) => name !== 'mean') : null,
    );
    const gradient = apart.calls.find(({ kernel }) => kernel === 'LayerNormGrad')!;
    expect(Object.keys(gradient.inputs)).toEqual(['dy', 'x', 'scale', 'variance']);
    expect(gradient.decomposition).toBeUndefined();
    expect(apart.calls.some(({ kernel }) => kernel === 'LayerNorm')).toBe(false);
    expect(verifyStepProgram(apart)).toEqual([]);
  });

  it('are recorded only for what is not differentiated, in a step that differentiates a gradient', () => {
    const program = classifierProgram(
      '- {LayerNormalization: {}, name: norm}\n      - Activation: tanh',
      'mean(square(gradient(net(image), image)))',
    );
    const step = trainingStep(program, program.phases[0]!, 4);
    expect(new Set(compositesOf(step))).toEqual(new Set(['TanhGrad', 'ApplySGD']));
    expectSameApart(program);
  });

  it('with another definition than their call are found by the verifier', () => {
    const step = classifierStep('- {LayerNormalization: {}, name: norm}');
    const broken = {
      ...step,
      calls: step.calls.map((call) =>
        call.kernel === 'LayerNorm'
          ? {
              ...call,
              decomposition: { ...call.decomposition!, outputs: [...call.decomposition!.outputs].reverse() },
            }
          : call,
      ),
    };
    expect(verifyStepProgram(broken).join('\n')).toMatch(/its definition has another output 0/);
  });
});
