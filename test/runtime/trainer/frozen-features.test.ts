/** Precomputed outputs of frozen networks: which are computed, and that they are what the step would have computed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { openDataset } from '../../../src/runtime/data/index.js';
import { tfjsEngine, type EngineSession } from '../../../src/runtime/engines/index.js';
import { examplesUsedInTraining, stepWires } from '../../../src/runtime/plan/feature-hoisting.js';
import { precomputeFrozenFeatures } from '../../../src/runtime/trainer/frozen-features.js';
import { startingWeights } from '../../../src/runtime/trainer/load-weights.js';
import { createPhaseClock } from '../../../src/runtime/trainer/phase-clock.js';
import type { TrainingContext } from '../../../src/runtime/trainer/training-context.js';
import { idxFile, temporary } from '../../vocabulary/sources/support.js';

const EXAMPLES = 300;
const folder = temporary();

beforeAll(async () => {
  const pixels = Uint8Array.from({ length: EXAMPLES * 16 }, (_, at) => (at * 37) % 251);
  await writeFile(join(folder(), 'images'), idxFile([EXAMPLES, 4, 4], pixels));
  const classes = Uint8Array.from({ length: EXAMPLES }, (_, at) => at % 3);
  await writeFile(join(folder(), 'labels'), idxFile([EXAMPLES], classes));
});

const graph = (on: string) => `lagraph: 1
name: features
data: {d: {source: idx, images: images, labels: labels, size: [4, 4], classes: 3}}
networks:
  e: {input: [4, 4, 1], layers: [Flatten, {Dense: 5}]}
  h: {input: e, layers: [{Dense: {units: 3, activation: softmax}}]}
plan:
  p:
    train: h
    untrained: true
    on: {data: d, ${on}}
    loss: categorical_crossentropy(label, h(e(image)))
    optimizer: {SGD: 0.1}
`;

/** The hoisted features of a phase, their values, and the messages. */
async function features(on: string) {
  const program = compile(graph(on));
  const phase = program.phases[0]!;
  const dataset = await openDataset(program, 'd', { base: folder() }, () => undefined);
  const set = dataset.split('train');
  const inner = await tfjsEngine().open({ threads: 1 });
  await inner.write(await startingWeights(program, phase, undefined as never, {}));
  const batches: number[] = [];
  const session: EngineSession = {
    ...inner,
    async prepare(step) {
      const prepared = await inner.prepare(step);
      return {
        ...prepared,
        run(feeds) {
          batches.push(step.batchSize);
          return prepared.run(feeds);
        },
      };
    },
  };
  const said: string[] = [];
  const training = {
    program,
    phase,
    clock: createPhaseClock(),
    emit: (event) => event.event === 'notice' && said.push(event.message),
    stop: new AbortController().signal,
  } as Pick<TrainingContext, 'program' | 'phase' | 'clock' | 'emit' | 'stop'> as TrainingContext;
  const used = examplesUsedInTraining(phase, set.examples);
  const made = precomputeFrozenFeatures(training, session, {
    set,
    used,
    wires: phase.wires,
    wanted: stepWires(phase),
  });
  const column = [...made.features.values()][0]!;
  const of = (example: number) => {
    const place = column.places ? column.places[example]! : example;
    return place < 0 ? null : [...column.data.subarray(place * column.size, (place + 1) * column.size)];
  };
  return { made, column, batches, said, of };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

describe('frozen features', () => {
  it('are computed for the examples that are used, and for no other', async () => {
    const { made, column, batches, said, of } = await features(
      'epochs: 2, steps_per_epoch: 2, batch_size: 10',
    );
    expect(column.data.length).toBe(40 * column.size);
    await made.compute([7, 250, 3, ...range(20, 37)]);
    await made.compute([7, 299, ...range(40, 59)]);
    expect(batches).toEqual([40, 40]);
    expect(of(299)).not.toBeNull();
    expect(of(0)).toBeNull();
    await made.compute([299, 7, 3]);
    expect(batches.length).toBe(2);
    expect(said).toEqual(['computing frozen features of the 40 of 300 examples that are used, once']);

    const whole = await features('epochs: 2, batch_size: 10');
    await whole.made.compute(range(0, EXAMPLES));
    for (const example of [7, 250, 3, 299, 58]) expect(of(example)).toEqual(whole.of(example));
  });

  it('are computed once for all of them, in whole batches, where all are used', async () => {
    const { made, column, batches, said } = await features('epochs: 3, batch_size: 32');
    expect(column.places).toBeUndefined();
    await made.compute(range(0, EXAMPLES).reverse());
    await made.compute(range(0, EXAMPLES));
    expect(batches).toEqual([64, 64, 64, 64, 64]);
    expect(said).toEqual(['computing frozen features of 300 examples, once']);
  });

  it('are counted by what an epoch asks for: steps go on where the last epoch stopped', () => {
    const used = (on: string) => examplesUsedInTraining(compile(graph(on)).phases[0]!, EXAMPLES);
    expect(used('epochs: 1, steps_per_epoch: 1, batch_size: 40')).toBe(40);
    expect(used('epochs: 2, steps_per_epoch: 3, batch_size: 40')).toBe(240);
    expect(used('epochs: 9, steps_per_epoch: 3, batch_size: 40')).toBe(EXAMPLES);
    expect(used('epochs: 1, batch_size: 40')).toBe(EXAMPLES);
  });
});
