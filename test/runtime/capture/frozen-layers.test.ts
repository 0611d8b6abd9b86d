import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { declareState, trainingStep } from '../../../src/runtime/capture/index.js';

const graph = (freeze: string) => `lagraph: 1
name: partly
data: {mnist: {source: mnist}}
networks:
  reader:
    input: [28, 28, 1]
    layers:
      - {Conv2D: {filters: 4, kernel_size: 3, strides: 4}, name: low}
      - {BatchNormalization: {}, name: low_norm}
      - {Conv2D: {filters: 4, kernel_size: 3}, name: high}
      - {BatchNormalization: {}, name: high_norm}
      - Flatten
      - {Dense: {units: 10, activation: softmax}, name: out}
plan:
  read:
    train: reader
    freeze: [${freeze}]
    on: {data: mnist, epochs: 1, batch_size: 4}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
`;

async function movedBy(freeze: string): Promise<string[]> {
  const program = compile(graph(freeze));
  const [phase] = program.phases;
  const step = await trainingStep(program, phase!, 4);
  expect(await declareState(program, phase!)).not.toEqual([]);
  return step.outputs
    .flatMap(({ kind, name }) => (kind === 'state' && name.startsWith('reader/') ? [name] : []))
    .sort();
}

const statistics = (layer: string) => [`reader/${layer}/moving_mean`, `reader/${layer}/moving_variance`];

describe('a layer that is frozen in a network that is trained in part', () => {
  it('keeps its moving averages, while those above it move on', async () => {
    const moved = await movedBy('reader/low*');
    expect(moved).toEqual(
      [
        'reader/high/bias',
        'reader/high/kernel',
        'reader/high_norm/beta',
        'reader/high_norm/gamma',
        ...statistics('high_norm'),
        'reader/out/bias',
        'reader/out/kernel',
      ].sort(),
    );
  });

  it('and moves them where only layers around it are frozen', async () => {
    const moved = await movedBy('reader/low');
    expect(moved).toEqual(expect.arrayContaining(statistics('low_norm')));
    expect(moved).not.toContain('reader/low/kernel');
  });
});
