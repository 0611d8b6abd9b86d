import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/index.js';
import { trainingStep, type StepProgram } from '../../../../src/runtime/capture/index.js';
import type { EngineSession } from '../../../../src/runtime/engines/index.js';
import { onednnEngine } from '../../../../src/runtime/engines/onednn/index.js';
import { noOnednn } from '../../../support/find-onednn.js';
import { startingState } from '../../../support/starting-state.js';

const vector = { shape: [2], dtype: 'float32' } as const;

/** y = a b; the states a and b are exchanged. */
const exchange: StepProgram = {
  name: 'exchange/train@2',
  batchSize: 2,
  values: [vector, vector, vector],
  inputs: [
    { kind: 'state', name: 'a', value: 0 },
    { kind: 'state', name: 'b', value: 1 },
  ],
  constants: [],
  calls: [{ kernel: 'Multiply', inputs: { a: 0, b: 1 }, attrs: {}, outputs: [2], scope: 'product' }],
  outputs: [
    { kind: 'result', name: 'y', value: 2 },
    { kind: 'state', name: 'a', value: 1 },
    { kind: 'state', name: 'b', value: 0 },
  ],
};

/** The new a is a + 1, before the old one is read once more: y = sum(a). */
const readLater: StepProgram = {
  name: 'later/train@2',
  batchSize: 2,
  values: [vector, vector, { shape: [], dtype: 'float32' }],
  inputs: [{ kind: 'state', name: 'a', value: 0 }],
  constants: [],
  calls: [
    { kernel: 'Add', inputs: { a: 0, b: 0 }, attrs: {}, outputs: [1], scope: 'sum' },
    { kernel: 'Sum', inputs: { x: 0 }, attrs: { axis: [0], keepDims: false }, outputs: [2], scope: 'sum' },
  ],
  outputs: [
    { kind: 'result', name: 'y', value: 2 },
    { kind: 'state', name: 'a', value: 1 },
  ],
};

/** The state itself is a result, in another shape; the new one is twice it. */
const asResult: StepProgram = {
  ...readLater,
  name: 'result/train@2',
  values: [vector, vector, { shape: [2, 1], dtype: 'float32' }],
  calls: [
    { kernel: 'Add', inputs: { a: 0, b: 0 }, attrs: {}, outputs: [1], scope: 'sum' },
    { kernel: 'Reshape', inputs: { x: 0 }, attrs: { shape: [2, 1] }, outputs: [2], scope: 'column' },
  ],
};

const tensor = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

async function withSession(body: (session: EngineSession) => Promise<void>): Promise<void> {
  const session = await onednnEngine().open({ threads: 1 });
  try {
    await body(session);
  } finally {
    await session.close();
  }
}

/** A network whose channels fill no blocks, with all that lies in blocks: weights, their slots, images. */
const graph = `lagraph: 1
name: odd-channels
data:
  digits: {source: mnist}
networks:
  net:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 10, kernel_size: 3, padding: same, activation: relu}
      - MaxPooling2D
      - Conv2D: {filters: 13, kernel_size: 3, strides: 2, activation: sigmoid}
      - BatchNormalization
      - GlobalAveragePooling2D
      - Dense: {units: 10, activation: softmax}
plan:
  learn:
    train: net
    on: {data: digits, epochs: 1, batch_size: 4}
    loss: categorical_crossentropy(label, net(image))
    optimizer: {Adam: 0.01}
`;

describe.skipIf(noOnednn)('a session of the onednn engine', () => {
  it('reads all states before it writes any', () =>
    withSession(async (session) => {
      await session.write(
        new Map([
          ['a', tensor(1, 2)],
          ['b', tensor(3, 5)],
        ]),
      );
      const program = await session.prepare(exchange);
      for (let step = 0; step < 3; step++) expect((await program.run({})).y).toEqual(Float32Array.of(3, 10));
      const state = await session.read();
      expect(state.get('a')?.data).toEqual(Float32Array.of(3, 5));
      expect(state.get('b')?.data).toEqual(Float32Array.of(1, 2));
    }));

  it('writes no state in its place while something still reads the old one', () =>
    withSession(async (session) => {
      await session.write(new Map([['a', tensor(1, 2)]]));
      const program = await session.prepare(readLater);
      expect((await program.run({})).y).toEqual(Float32Array.of(3));
      expect((await program.run({})).y).toEqual(Float32Array.of(6));
      expect((await session.read()).get('a')?.data).toEqual(Float32Array.of(4, 8));
    }));

  it('gives a result that is a state as it was before the step', () =>
    withSession(async (session) => {
      await session.write(new Map([['a', tensor(1, 2)]]));
      const program = await session.prepare(asResult);
      expect((await program.run({})).y).toEqual(Float32Array.of(1, 2));
      expect((await program.run({})).y).toEqual(Float32Array.of(2, 4));
    }));

  it('shares states between programs, and keeps those that no program knows', () =>
    withSession(async (session) => {
      await session.write(
        new Map([
          ['a', tensor(1, 2)],
          ['c', tensor(7)],
        ]),
      );
      const [one, other] = [await session.prepare(exchange), await session.prepare(readLater)];
      await session.write(new Map([['b', tensor(3, 5)]]));
      await one.run({});
      await other.run({});
      const state = await session.read();
      expect([...state.keys()].sort()).toEqual(['a', 'b', 'c']);
      expect(state.get('a')?.data).toEqual(Float32Array.of(6, 10));
      expect(state.get('c')?.data).toEqual(Float32Array.of(7));
    }));

  it('names a state that was never written', () =>
    withSession(async (session) => {
      const program = await session.prepare(exchange);
      await session.write(new Map([['a', tensor(1, 2)]]));
      await expect(program.run({})).rejects.toThrow('the state "b" was never written');
    }));

  it('gives states back as they were written, whatever layout they have meanwhile', () =>
    withSession(async (session) => {
      const program = compile(graph, { file: 'odd.yaml' });
      const [phase] = program.phases;
      const state = startingState(program, phase!);
      const step = trainingStep(program, phase!, phase!.batchSize);
      const noise = new Map(
        [...state].map(([name, { shape, data }]) => [
          name,
          { shape, data: data.map((_, at) => Math.cos(at + 1)) },
        ]),
      );
      await session.write(noise);
      await session.prepare(step);
      expect(await session.read()).toEqual(noise);
      await session.write(state);
      expect(await session.read()).toEqual(state);
    }));

  it('computes the same bytes again and again, with states in memory that others have used', async () => {
    const program = compile(graph, { file: 'odd.yaml' });
    const [phase] = program.phases;
    const state = startingState(program, phase!);
    const step = trainingStep(program, phase!, phase!.batchSize);
    const feeds = () =>
      Object.fromEntries(
        step.inputs.flatMap(({ kind, name, value }): [string, number | Float32Array][] => {
          const size = step.values[value]!.shape.reduce((a, b) => a * b, 1);
          if (kind === 'scalar') return [[name, 0.01]];
          if (kind !== 'field') return [];
          return [[name, Float32Array.from({ length: size }, (_, at) => ((at * 7919) % 256) / 256)]];
        }),
      );
    const train = async () => {
      const session = await onednnEngine().open({ threads: 2 });
      await session.write(state);
      const [one, other] = [await session.prepare(step), await session.prepare(step)];
      for (let turn = 0; turn < 3; turn++) {
        await one.run(feeds());
        await other.run(feeds());
      }
      const after = await session.read();
      await session.close();
      return after;
    };
    expect(await train()).toEqual(await train());
  });
});
