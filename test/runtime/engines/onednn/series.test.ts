/** Series in blocks of channels: from a convolution through element-wise calls and pooling to the next. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/index.js';
import { trainingStep } from '../../../../src/runtime/capture/index.js';
import type { Engine } from '../../../../src/runtime/engines/index.js';
import { onednnEngine } from '../../../../src/runtime/engines/onednn/index.js';
import { tfjsEngine } from '../../../../src/runtime/engines/tfjs/index.js';
import { noOnednn } from '../../../support/find-onednn.js';
import { startingState } from '../../../support/starting-state.js';

const series = (pooling: string, filters: number): string => `lagraph: 1
name: series
data:
  waves: {source: npz, path: waves.npz, fields: {x: {shape: [40, 3]}, y: {shape: [4]}}}
networks:
  encoder:
    input: [40, 3]
    layers:
      - Conv1D: {filters: ${filters}, kernel_size: 3, padding: same}
      - BatchNormalization
      - Activation: tanh
      - ${pooling}: {pool_size: 2}
      - Conv1D: {filters: ${filters + 8}, kernel_size: 3, padding: same, use_bias: false}
  reader:
    input: [20, ${filters + 8}]
    layers:
      - BatchNormalization
      - Activation: tanh
      - ${pooling}: {pool_size: 2}
      - GlobalAveragePooling1D
      - Dense: {units: 4, activation: softmax}
plan:
  learn:
    train: reader
    untrained: true
    on: {data: waves, epochs: 1, batch_size: 4}
    loss: categorical_crossentropy(y, reader(encoder(x)))
    optimizer: {SGD: 0.1}
`;

/** Numbers between -1 and 1 that look random. */
const noise = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, at) => Math.sin(at * 12.9898 + 1));

async function trained(graph: string, engine: Engine) {
  const program = compile(graph);
  const phase = program.phases[0]!;
  const step = await trainingStep(program, phase, 4);
  const session = await engine.open({ threads: 2 });
  try {
    await session.write(startingState(program, phase));
    const prepared = await session.prepare(step);
    const feeds = Object.fromEntries(
      step.inputs
        .filter(({ kind }) => kind !== 'state')
        .map(({ kind, name, value }): [string, number | Float32Array] => [
          name,
          kind === 'scalar' ? 0.1 : noise(step.values[value]!.shape.reduce((a, b) => a * b, 1)),
        ]),
    );
    const losses = [];
    for (let at = 0; at < 3; at++) {
      const copied = Object.entries(feeds).map(([name, data]) => [
        name,
        typeof data === 'number' ? data : data.slice(),
      ]);
      losses.push((await prepared.run(Object.fromEntries(copied))).loss![0]!);
    }
    return { losses, state: await session.read() };
  } finally {
    await session.close();
  }
}

describe.skipIf(noOnednn).each(['AveragePooling1D', 'MaxPooling1D'])('series and %s', (pooling) => {
  // Channels that fill blocks of 8, and of 16, and some that fill none.
  it.each([8, 16, 12, 5])('of %i channels are computed as by tfjs, in one layout', async (filters) => {
    const seen: { name: string; scope: string; layout: string | null }[] = [];
    const engine = onednnEngine({
      observe({ name, scope, writes: [written] }, run, { layoutOf }) {
        seen.push({ name, scope, layout: written ? layoutOf(written) : null });
        run();
      },
    });
    const [own, right] = [
      await trained(series(pooling, filters), engine),
      await trained(series(pooling, filters), tfjsEngine()),
    ];
    own.losses.forEach((loss, at) => expect(loss).toBeCloseTo(right.losses[at]!, 5));
    for (const [name, { data }] of right.state) {
      const is = own.state.get(name)!.data;
      data.forEach((should, at) => expect(Math.abs(is[at]! - should), name).toBeLessThan(2e-5));
    }
    const convolved = seen.find(({ name }) => name === 'Conv2D')!.layout;
    const activated = seen.find(({ name }) => name.startsWith('Tanh'))!.layout;
    // Which layout a convolution has is the processor's affair; what follows it takes it over.
    expect(activated === 'row-major').toBe(convolved === 'row-major');
  });
});
