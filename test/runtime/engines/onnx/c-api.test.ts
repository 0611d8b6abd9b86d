/** onnxruntime by its C API: the same bytes and messages as by its Node binding, which takes its place where it must. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { onnxEngine } from '../../../../src/runtime/engines/onnx/index.js';
import { OnnxGraphBuilder } from '../../../../src/runtime/engines/onnx/model/index.js';
import {
  loadNodeBinding,
  loadOrt,
  nodeRuntime,
  ortFolder,
  ortVersion,
  type Ort,
} from '../../../../src/runtime/engines/onnxruntime/index.js';
import { givenFor, stepOf, type Chain } from '../layer-chains.js';

const chain: Chain = {
  input: [8, 8, 3],
  batch: 4,
  layers: [
    ['Conv2D', { filters: 16, kernel_size: 3, padding: 'same', activation: 'sigmoid' }],
    ['MaxPooling2D'],
    ['LayerNormalization'],
    ['Flatten'],
    ['Dense', { units: 5, activation: 'tanh' }],
  ],
};
const program = stepOf(chain);

/** Losses of three steps, and the states after the first and the last. */
async function train(engine: ReturnType<typeof onnxEngine>) {
  const session = await engine.open({ threads: 2 });
  try {
    const { state, feeds } = givenFor(program, chain);
    await session.write(state);
    const prepared = await session.prepare(program);
    const results = [await prepared.run(feeds(0))];
    const early = await session.read();
    for (let step = 1; step < 3; step++) results.push(await prepared.run(feeds(step)));
    return { results, early, late: await session.read() };
  } finally {
    await session.close();
  }
}

/** `z` of sums and products of vectors of `size` numbers. */
function model(size: number): Uint8Array {
  const graph = new OnnxGraphBuilder('small');
  const [x, y] = [graph.input('x', 'float32', [size]), graph.input('y', 'float32', [size])];
  graph.outputOf(graph.op('Mul', [graph.op('Add', [x, y]), y]), 'z', 'float32', [size]);
  return graph.encode();
}

const messageOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => (error as Error).message,
  );

const node = async () => nodeRuntime(await loadNodeBinding());

describe('onnxruntime by its C API', () => {
  it('is what the engine calls', async () => {
    expect((await loadOrt()).through).toBe('C');
  });

  it('computes what it computes by its Node binding, byte by byte', async () => {
    const binding = await node();
    const here = await train(onnxEngine());
    expect(here).toEqual(await train(onnxEngine({ create: binding.createSession })));
    expect(here.early).not.toEqual(here.late);
  });

  it('writes where it is told, and allocates nothing else for it', async () => {
    const ort = await loadOrt();
    const session = await ort.createSession(model(3), 1);
    const [x, y] = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)];
    const [first, second] = [ort.tensor('float32', [3], x), ort.tensor('float32', [3], y)];
    const z = ort.tensor('float32', [3]);
    const { data } = z;
    await session.run({ x: first, y: second }, { z });
    expect([...data]).toEqual([20, 35, 54]);
    // Arrays change places.
    await session.run({ x: z, y: second }, { z: first });
    expect([...x]).toEqual([96, 200, 360]);
    expect([...data]).toEqual([20, 35, 54]);
    await session.release();
  });

  it('has the messages of its Node binding', async () => {
    const broken = Uint8Array.of(1, 2, 3);
    const messages = async (ort: Ort) => {
      const session = await ort.createSession(model(3), 1);
      const [x, y, z] = [ort.tensor('float32', [2]), ort.tensor('float32', [3]), ort.tensor('float32', [3])];
      const wrong = await messageOf(session.run({ x, y }, { z }));
      await session.release();
      return [wrong, await messageOf(ort.createSession(broken, 1))];
    };
    const [wrong, refused] = await messages(await loadOrt());
    expect([wrong, refused]).toEqual(await messages(await node()));
    expect(wrong).toMatch(/invalid dimensions for input: x/);
    expect(refused).toMatch(/protobuf parsing failed/i);
  });

  it('calls nothing that was released', async () => {
    const ort = await loadOrt();
    const session = await ort.createSession(model(3), 1);
    const [x, y, z] = [ort.tensor('float32', [3]), ort.tensor('float32', [3]), ort.tensor('float32', [3])];
    y.release();
    y.release();
    expect(await messageOf(session.run({ x, y }, { z }))).toBe('the tensor was released');
    await session.release();
    await session.release();
    expect(await messageOf(session.run({ x, y: x }, { z }))).toBe('the session was released');
  });
});

describe('where the library can’t be called', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lagraph-onnxruntime-'));
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A copy of onnxruntime-node without its library, for modules that are loaded anew. */
  const withoutLibrary = () => {
    writeFileSync(join(folder, 'index.js'), `module.exports = require(${JSON.stringify(ortFolder())});`);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: ortVersion() }));
    vi.stubEnv('LAGRAPH_ONNXRUNTIME', folder);
    vi.resetModules();
  };

  it('the Node binding is', async () => {
    withoutLibrary();
    const fresh = await import('../../../../src/runtime/engines/onnxruntime/index.js');
    const ort = await fresh.loadOrt();
    expect(ort.through).toBe('Node');
    const session = await ort.createSession(model(2), 1);
    const one = ort.tensor('float32', [2], Float32Array.of(1, 2));
    const z = ort.tensor('float32', [2]);
    await session.run({ x: one, y: one }, { z });
    expect([...z.data]).toEqual([2, 8]);
    await session.release();
  });

  it('and the engine says that it is slower', async () => {
    withoutLibrary();
    const fresh = await import('../../../../src/runtime/engines/onnx/index.js');
    const told: string[] = [];
    const session = await fresh.onnxEngine().open({ threads: 1, notice: (message) => told.push(message) });
    await session.close();
    expect(told).toContainEqual(expect.stringContaining('Node binding'));
  });
});
