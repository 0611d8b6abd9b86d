import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { trainingStep } from '../../../src/runtime/capture/index.js';
import { onnxEngine } from '../../../src/runtime/engines/index.js';
import { random } from '../../support/seeded-random.js';
import { startingState } from '../../support/starting-state.js';

const program = compile(`lagraph: 1
name: small
seed: 3
data: {mnist: {source: mnist}}
networks:
  reader:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 4, kernel_size: 3, strides: 3, activation: relu}
      - Flatten
      - Dense: {units: 10, activation: softmax}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 1, batch_size: 4}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.01}
    clip_gradients: 1
`);

/** Losses and weights after some steps of a phase with this precision, on an engine that computes in float32 anyway. */
async function trained(precision?: 'float16') {
  const phase = { ...program.phases[0]!, ...(precision ? { precision } : {}) };
  const step = trainingStep(program, phase, 4);
  const session = await onnxEngine().open({ threads: 1 });
  try {
    await session.write(startingState(program, phase));
    const prepared = await session.prepare(step);
    const image = random(5).uniform(4 * 784, 0, 1);
    const label = Float32Array.from({ length: 40 }, (_, at) => (at % 10 === Math.floor(at / 10) ? 1 : 0));
    const losses: number[] = [];
    for (let n = 0; n < 5; n++) {
      const { loss } = await prepared.run({
        image: image.slice(),
        label: label.slice(),
        'learning_rate/read': 0.01,
      });
      losses.push(loss![0]!);
    }
    return { step, losses, state: await session.read() };
  } finally {
    await session.close();
  }
}

describe('float16', () => {
  it('has its loss scaled while gradients are taken, and nothing else is changed by that', async () => {
    const [scaled, plain] = [await trained('float16'), await trained()];
    expect(scaled.step.calls.length).toBeGreaterThan(plain.step.calls.length);
    expect(scaled.losses).toEqual(plain.losses);
    expect(scaled.losses.at(-1)).toBeLessThan(scaled.losses[0]!);
    for (const [name, { data }] of plain.state) {
      const other = scaled.state.get(name)!.data;
      data.forEach((value, at) => expect(Math.abs(other[at]! - value), name).toBeLessThan(1e-6));
    }
  });
});
