import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepProgram } from '../../../../src/runtime/capture/index.js';
import type { EngineSession } from '../../../../src/runtime/engines/index.js';
import { tensorflowEngine } from '../../../../src/runtime/engines/tensorflow/index.js';
import { found, noTensorflow } from '../../../support/find-tensorflow.js';

const root = new URL('../../../../', import.meta.url);

/** y = a b; the states a and b are exchanged. */
const exchange: StepProgram = {
  name: 'exchange/train@2',
  batchSize: 2,
  values: [
    { shape: [2], dtype: 'float32' },
    { shape: [2], dtype: 'float32' },
    { shape: [2], dtype: 'float32' },
  ],
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

const tensor = (...data: number[]) => ({ shape: [data.length], data: Float32Array.from(data) });

async function withSession(body: (session: EngineSession) => Promise<void>): Promise<void> {
  const session = await tensorflowEngine().open({ threads: 1 });
  try {
    await body(session);
  } finally {
    await session.close();
  }
}

describe.skipIf(noTensorflow)('a session of the tensorflow engine', () => {
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

  it('shares states between programs, and keeps those that no program knows', () =>
    withSession(async (session) => {
      await session.write(
        new Map([
          ['a', tensor(1, 2)],
          ['c', tensor(7)],
        ]),
      );
      const [one, other] = [await session.prepare(exchange), await session.prepare(exchange)];
      await session.write(new Map([['b', tensor(3, 5)]]));
      await one.run({});
      await other.run({});
      const state = await session.read();
      expect([...state.keys()].sort()).toEqual(['a', 'b', 'c']);
      expect(state.get('a')?.data).toEqual(Float32Array.of(1, 2));
      expect(state.get('c')?.data).toEqual(Float32Array.of(7));
    }));

  it('gives back what it was fed', () =>
    withSession(async (session) => {
      const program = await session.prepare({
        ...exchange,
        inputs: [
          { kind: 'field', name: 'x', value: 0 },
          { kind: 'field', name: 'b', value: 1 },
        ],
        outputs: [
          { kind: 'result', name: 'x', value: 0 },
          { kind: 'result', name: 'again', value: 0 },
          { kind: 'result', name: 'y', value: 2 },
        ],
      });
      const [x, b] = [Float32Array.of(1, 2), Float32Array.of(3, 5)];
      expect(await program.run({ x, b })).toEqual({ x, again: x, y: Float32Array.of(3, 10) });
    }));

  it('says which state is missing, and which one has another shape', () =>
    withSession(async (session) => {
      const program = await session.prepare(exchange);
      await session.write(new Map([['a', tensor(1, 2)]]));
      await expect(program.run({})).rejects.toThrow('the state "b" was never written');
      await expect(session.write(new Map([['b', tensor(1, 2, 3)]]))).rejects.toThrow('[2], not [3]');
    }));

  it("tells TensorFlow's errors with the step and the layer", () =>
    withSession(async (session) => {
      const broken: StepProgram = {
        ...exchange,
        values: [...exchange.values.slice(0, 2), { shape: [5], dtype: 'float32' }],
        calls: [
          {
            kernel: 'Reshape',
            inputs: { x: 0 },
            attrs: { shape: [5] },
            outputs: [2],
            scope: 'encoder/flatten',
          },
        ],
      };
      await expect(session.prepare(broken)).rejects.toThrow(/exchange\/train@2.*encoder\/flatten\/Reshape/s);
    }));

  it('no longer runs a program that was disposed', () =>
    withSession(async (session) => {
      const program = await session.prepare(exchange);
      await program.dispose();
      await expect(program.run({})).rejects.toThrow('has been disposed');
    }));
});

describe('a library that does not load', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lagraph-broken-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is named, with what can be done', async () => {
    const path = join(folder, 'libtensorflow_cc.so.2');
    await writeFile(path, 'no library');
    const engine = () => tensorflowEngine({ found: { path, source: 'cache' } });
    expect(engine).toThrow(path);
    expect(engine).toThrow('lagraph engines');
  });
});

describe('the encoder of protocol buffers', () => {
  it('is what its .proto file makes', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['scripts/generate-protobuf-encoder.mjs', '--check'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

it.skipIf(noTensorflow)('the copy that tests run with is named', () => {
  expect(found?.path).toMatch(/libtensorflow/);
});
