import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/index.js';
import { trainingStep } from '../../../../src/runtime/capture/index.js';
import type { Precision, TensorData } from '../../../../src/runtime/engines/index.js';
import { tensorflowEngine } from '../../../../src/runtime/engines/tensorflow/index.js';
import { random } from '../../../support/seeded-random.js';
import { noTensorflow } from '../../../support/find-tensorflow.js';
import { startingState } from '../../../support/starting-state.js';

const program = compile(`lagraph: 1
name: small
seed: 3
data: {mnist: {source: mnist}}
networks:
  reader:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 16, kernel_size: 3, padding: same, activation: relu}
      - Conv2D: {filters: 16, kernel_size: 3, padding: same, strides: 2}
      - LeakyReLU
      - Flatten
      - Dense: {units: 10, activation: softmax}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 1, batch_size: 8}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
`);

async function losses(precision: Precision): Promise<number[]> {
  const phase = program.phases[0]!;
  const step = await trainingStep(program, phase, 8);
  const session = await tensorflowEngine().open({ threads: 1, precision });
  try {
    await session.write(startingState(program, phase));
    const prepared = await session.prepare(step);
    const image = random(5).uniform(8 * 784, 0, 1);
    const label = Float32Array.from({ length: 80 }, (_, at) => (at % 10 === Math.floor(at / 10) ? 1 : 0));
    const found: number[] = [];
    for (let n = 0; n < 6; n++) {
      const feeds: Record<string, TensorData> = { image, label };
      const wanted = Object.fromEntries(
        step.inputs.flatMap(({ kind, name }) => (kind === 'state' ? [] : [[name, feeds[name] ?? 0.1]])),
      );
      found.push((await prepared.run(wanted)).loss![0]!);
    }
    for (const { data } of (await session.read()).values()) expect(data).toBeInstanceOf(Float32Array);
    return found;
  } finally {
    await session.close();
  }
}

const reduced = noTensorflow ? [] : tensorflowEngine().precisions.filter((one) => one !== 'float32');

describe.skipIf(reduced.length === 0)('a step of the tensorflow engine in fewer bits', () => {
  it.each(reduced)('goes the way of float32, not with the same digits: %s', async (precision) => {
    const [is, should] = [await losses(precision), await losses('float32')];
    expect(is).not.toEqual(should);
    is.forEach((loss, at) => expect(Math.abs(loss / should[at]! - 1), `step ${at}`).toBeLessThan(0.05));
    expect(is.at(-1)).toBeLessThan(is[0]!);
  });
});
