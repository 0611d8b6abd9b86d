import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/index.js';
import { trainingStep, type StepProgram } from '../../../../src/runtime/capture/index.js';
import { EngineUnavailableError, StepError } from '../../../../src/runtime/engine-errors/index.js';
import type { EngineSession } from '../../../../src/runtime/engines/index.js';
import { findWebgpu, loadWebgpu, webgpuEngine } from '../../../../src/runtime/engines/webgpu/index.js';
import { noWebgpu } from '../../../support/find-webgpu.js';
import { startingState } from '../../../support/starting-state.js';

const vector = { shape: [2], dtype: 'float32' } as const;

/** y = a x; the new a is y. */
const product: StepProgram = {
  name: 'product/train@2',
  batchSize: 2,
  values: [vector, vector, vector],
  inputs: [
    { kind: 'state', name: 'a', value: 0 },
    { kind: 'field', name: 'x', value: 1 },
  ],
  constants: [],
  calls: [{ kernel: 'Multiply', inputs: { a: 0, b: 1 }, attrs: {}, outputs: [2], scope: 'product' }],
  outputs: [
    { kind: 'result', name: 'y', value: 2 },
    { kind: 'state', name: 'a', value: 2 },
  ],
};

const tensor = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

async function withSession(body: (session: EngineSession) => Promise<void>): Promise<void> {
  const session = await (await webgpuEngine()).open({ threads: 1 });
  try {
    await body(session);
  } finally {
    await session.close();
  }
}

const graph = `lagraph: 1
name: small
data: {mnist: {source: mnist}}
networks:
  reader: {input: [28, 28, 1], layers: [{AveragePooling2D: 7}, Flatten, {Dense: {units: 10, activation: softmax}}]}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 1, steps_per_epoch: 5, batch_size: 4}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.01}
`;

describe.skipIf(noWebgpu)('the webgpu engine', () => {
  it('names its device, and says that software is no GPU', async () => {
    const { version, device } = await webgpuEngine();
    expect(device).toBe('CPU');
    expect(version).toMatch(/^Dawn .* on swiftshader/);
  });

  it('takes a step before the one before it has ended, and keeps the state in between', () =>
    withSession(async (session) => {
      await session.write(new Map([['a', tensor(1, 2)]]));
      const { run } = await session.prepare(product);
      const [first, second] = [run({ x: Float32Array.of(3, 5) }), run({ x: Float32Array.of(2, 0.5) })];
      // Also asked for while they are under way.
      const state = session.read();
      expect([...(await first).y!]).toEqual([3, 10]);
      expect([...(await second).y!]).toEqual([6, 5]);
      expect([...(await state).get('a')!.data]).toEqual([6, 5]);
    }));

  it(
    'takes 500 steps in the same memory',
    () =>
      withSession(async (session) => {
        const program = compile(graph.replace('data: {rows: {source: mnist, limit: 20}}\n', ''), {
          file: 'small.yaml',
        });
        const [phase] = program.phases;
        const step = trainingStep(program, phase!, phase!.batchSize);
        await session.write(startingState(program, phase!));
        const { run } = await session.prepare(step);
        const { backend } = await loadWebgpu(findWebgpu());
        const feeds = () =>
          Object.fromEntries(
            step.inputs.flatMap(({ kind, name, value }) => {
              const { shape } = step.values[value]!;
              const length = shape.reduce((most, side) => most * side, 1);
              return kind === 'state'
                ? []
                : [[name, kind === 'scalar' ? 0.01 : new Float32Array(length).fill(0.5)]];
            }),
          );
        const memory = () => {
          const { numBytesInGPU, numBytesAllocatedInGPU } = backend.memory() as unknown as Record<
            string,
            number
          >;
          return { tensors: backend.numDataIds(), numBytesInGPU, numBytesAllocatedInGPU };
        };
        const take = async (steps: number) => {
          for (let taken = 0; taken < steps; taken += 2) await Promise.all([run(feeds()), run(feeds())]);
        };
        await take(20);
        const before = memory();
        await take(500);
        expect(memory()).toEqual(before);
      }),
    180_000,
  );

  it('says before the first step what it lacks, and what is too large for the device', () =>
    withSession(async (session) => {
      const [call] = product.calls;
      const unknown = { ...product, calls: [{ ...call!, kernel: 'Bincount2' }] };
      await expect(session.prepare(unknown)).rejects.toThrow(EngineUnavailableError);
      await expect(session.prepare(unknown)).rejects.toThrow(/lacks the kernel Bincount2 \(product\)/);
      const large = { ...vector, shape: [2 ** 15, 2 ** 15] };
      const failure: unknown = await session
        .prepare({ ...product, values: [vector, vector, large] })
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StepError);
      expect(failure).toMatchObject({ outOfMemory: true, scope: 'product' });
    }));
});
