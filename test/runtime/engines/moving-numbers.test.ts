/** Numbers of expressions that follow training: each step is that of a graph which has the number of the step. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { trainingStep } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, type Engine, type StateTensor } from '../../../src/runtime/engines/index.js';
import { scheduledScalars } from '../../../src/runtime/trainer/scalar-schedules.js';
import { engines } from '../../support/engines-under-test.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { startingState } from '../../support/starting-state.js';

const [EPOCHS, STEPS, BATCH] = [2, 2, 4];

const graph = (loss: string, more = '') => `lagraph: 1
data: {digits: {source: idx, images: images.idx, labels: labels.idx, size: [3, 3], classes: 3}}
functions:
  turned(z, by): reverse_gradient(z, scale=2 / (1 + exp(-10 * by)) - 1)
networks:
  encoder: {input: [3, 3, 1], layers: [Flatten, {Dense: {units: 4, activation: tanh}}]}
  critic: {input: [4], layers: [{Dense: 3}]}
  memory: {weights: [3]}
plan:
  learn:
    train: [encoder, critic]
    untrained: true
    on: {data: digits, epochs: ${EPOCHS}, batch_size: ${BATCH}}
    wires: {z: encoder(image)}
    loss: ${JSON.stringify(loss)}
    optimizer: {SGD: 0.5}${more}
`;

const wave = (size: number, phase: number) =>
  Float32Array.from({ length: size }, (_, at) => 0.5 + 0.45 * Math.sin(1.7 * at + phase));

/** The state after one step from a state, or after all. */
async function run(
  engine: Engine,
  text: string,
  from: ReadonlyMap<string, StateTensor> | null,
  steps: number[],
) {
  const program = compile(text);
  const [phase] = program.phases;
  const session = await engine.open({ threads: 1, notice: noNotice });
  try {
    await session.write(new Map(from ?? startingState(program, phase!)));
    const step = trainingStep(program, phase!, BATCH);
    const prepared = await session.prepare(step);
    for (const number of steps) {
      const feeds: Record<string, Float32Array | number> = {};
      const scalars = scheduledScalars(phase!, number, STEPS);
      for (const input of step.inputs) {
        const size = step.values[input.value]!.shape.reduce((product, side) => product * side, 1);
        if (input.kind === 'scalar') feeds[input.name] = scalars[input.name]!;
        else if (input.kind !== 'state') feeds[input.name] = wave(size, number);
      }
      await prepared.run(feeds);
    }
    return await session.read();
  } finally {
    await session.close();
  }
}

const CASES: [loss: string, more?: string][] = [
  ['mean(square(label - critic(reverse_gradient(z, scale=2 / (1 + exp(-10 * progress)) - 1))))'],
  ['mean(square(label - critic(turned(z, progress))))'],
  ['mean(square(label - critic(z / (2 - progress))))'],
  ['mean(square(label - critic(z + normal(0, 0.5 * epoch))))'],
  ['mean(square(label - critic(z + progress * normal(0, 1))))'],
  ['mean(square(label - critic(z + uniform(-progress, progress))))'],
  ['mean(square(label - critic(z * uniform_like(z, minval=0, maxval=1 + step))))'],
  ['mean(square(label - critic(clip(z, -0.1 - progress, 0.1 + progress))))'],
  ['huber(label, critic(z), delta=0.1 + progress)'],
  ['triplet(z, z * label[:, 1:2], z + label[:, 0:1], margin=1 + progress) + 0 * mean(critic(z))'],
  ['mean(square(softplus(progress) * label - critic(z)))'],
  [
    'mean(square(label - critic(z)))',
    '\n    after_update: {assign: {memory: "progress * memory + (1 - progress) * mean(critic(z), axis=0)"}}',
  ],
];

describe.each([['tfjs', tfjsEngine()] as const, ...engines])('on the engine %s', (_name, engine) => {
  it.each(CASES)('%s', async (loss, more = '') => {
    const all = Array.from({ length: EPOCHS * STEPS }, (_, at) => at);
    const moved = await run(engine, graph(loss, more), null, all);
    let state: ReadonlyMap<string, StateTensor> | null = null;
    for (const step of all) {
      const still = (text: string) =>
        text
          .replaceAll('progress', `(${step / all.length})`)
          .replaceAll('epoch', `(${step / STEPS})`)
          .replaceAll('step', `(${step})`);
      state = await run(engine, graph(still(loss), still(more)), state, [step]);
    }
    const first = await run(engine, graph(loss, more), null, []);
    let most = 0;
    for (const [name, { data }] of moved) {
      const [expected, before] = [state!.get(name)!.data, first.get(name)!.data];
      data.forEach((value, at) => {
        expect(Math.abs(value - expected[at]!), name).toBeLessThan(2e-6);
        most = Math.max(most, Math.abs(value - before[at]!));
      });
    }
    expect(most).toBeGreaterThan(1e-3);
  });
});
