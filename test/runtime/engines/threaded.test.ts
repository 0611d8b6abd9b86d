/** An engine in a worker thread behaves as in the caller's thread. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { StepProgram } from '../../../src/runtime/capture/index.js';
import {
  withCallQueue,
  onnxEngine,
  tfjsEngine,
  type Engine,
  type EngineSession,
  type StepFeeds,
  type TensorData,
  type threadedEngine as ThreadedEngine,
} from '../../../src/runtime/engines/index.js';
import { built } from '../transpiled-sources.js';

let threadedEngine: typeof ThreadedEngine;
beforeAll(async () => {
  ({ threadedEngine } = (await import(await built('runtime/engines/threaded/index.js'))) as {
    threadedEngine: typeof ThreadedEngine;
  });
});

/** w becomes w + x * rate; the step also returns the new w. */
const step: StepProgram = {
  name: 'walk/train@4',
  batchSize: 4,
  values: [
    { shape: [4], dtype: 'float32' },
    { shape: [4], dtype: 'float32' },
    { shape: [], dtype: 'float32' },
    { shape: [4], dtype: 'float32' },
    { shape: [4], dtype: 'float32' },
  ],
  inputs: [
    { kind: 'field', name: 'x', value: 0 },
    { kind: 'state', name: 'w', value: 1 },
    { kind: 'scalar', name: 'rate', value: 2 },
  ],
  constants: [],
  calls: [
    { kernel: 'Multiply', inputs: { a: 0, b: 2 }, attrs: {}, outputs: [3], scope: 'walk' },
    { kernel: 'Add', inputs: { a: 1, b: 3 }, attrs: {}, outputs: [4], scope: 'walk' },
  ],
  outputs: [
    { kind: 'result', name: 'w', value: 4 },
    { kind: 'state', name: 'w', value: 4 },
  ],
};

const feedsOf = (n: number): StepFeeds => ({ x: Float32Array.of(n, n / 3, -n, 0.1), rate: 0.5 });

async function open(engine: Engine): Promise<EngineSession> {
  const session = await engine.open({ threads: 1 });
  await session.write(new Map([['w', { shape: [4], data: Float32Array.of(1, 2, 3, 4) }]]));
  return session;
}

interface Walked {
  results: TensorData[];
  middle: Float32Array;
  end: Float32Array;
}

/** Six steps, with the state read after the third; each call is made after the one before has ended. */
async function walk(engine: Engine): Promise<Walked> {
  const session = await open(engine);
  const { run } = await session.prepare(step);
  const results: TensorData[] = [];
  let middle = new Float32Array();
  for (let n = 0; n < 6; n++) {
    results.push((await run(feedsOf(n))).w!);
    if (n === 2) middle = (await session.read()).get('w')!.data as Float32Array<ArrayBuffer>;
  }
  const end = (await session.read()).get('w')!.data;
  await session.close();
  return { results, middle, end };
}

/** The same with all calls made at once. */
async function hurry(engine: Engine): Promise<Walked> {
  const session = await open(engine);
  const { run } = await session.prepare(step);
  const first = [0, 1, 2].map((n) => run(feedsOf(n)));
  const middle = session.read();
  const second = [3, 4, 5].map((n) => run(feedsOf(n)));
  const end = session.read();
  const closed = session.close();
  const results = (await Promise.all([...first, ...second])).map(({ w }) => w!);
  await closed;
  return { results, middle: (await middle).get('w')!.data, end: (await end).get('w')!.data };
}

describe('an engine that is asked ahead', () => {
  it('answers in its own thread what it answers here, byte by byte', async () => {
    const should = await walk(onnxEngine());
    expect(should.end).not.toEqual(should.middle);
    expect(await walk(threadedEngine(onnxEngine()))).toEqual(should);
    expect(await hurry(threadedEngine(onnxEngine()))).toEqual(should);
  });

  it('waits its turn where it computes in this thread', async () => {
    expect(await hurry(withCallQueue(onnxEngine()))).toEqual(await walk(onnxEngine()));
    expect(await hurry(withCallQueue(tfjsEngine()))).toEqual(await walk(tfjsEngine()));
  });

  it('has several threads in one process', async () => {
    const should = await walk(onnxEngine());
    const engine = threadedEngine(onnxEngine());
    engine.warm?.();
    expect(await Promise.all([hurry(engine), hurry(engine), hurry(engine)])).toEqual([
      should,
      should,
      should,
    ]);
  });
});

describe("an engine's thread", () => {
  it('gives arrays back, and takes no view of something larger away', async () => {
    const session = await open(threadedEngine(onnxEngine()));
    const { run } = await session.prepare(step);
    const feeds = feedsOf(1);
    const lent = feeds.x as Float32Array;
    const running = run(feeds);
    expect(lent.length).toBe(0);
    await running;
    expect(feeds.x).toEqual(feedsOf(1).x);

    const column = Float32Array.of(9, 1, 2, 3, 4, 9);
    await run({ x: column.subarray(1, 5), rate: 1 });
    expect(column).toEqual(Float32Array.of(9, 1, 2, 3, 4, 9));
    await session.close();
  });

  it('says what went wrong, and goes on', async () => {
    const session = await open(threadedEngine(onnxEngine()));
    const { run } = await session.prepare(step);
    const feeds: StepFeeds = { rate: 1, y: Float32Array.of(1, 2) };
    const failed = run(feeds);
    const next = run(feedsOf(2));
    await expect(failed).rejects.toThrow('walk/train@4: the input "x" was not fed');
    await expect(failed).rejects.toHaveProperty('stack', expect.stringContaining('onnx'));
    expect(feeds.y).toEqual(Float32Array.of(1, 2));
    expect((await next).w).toEqual(Float32Array.of(2, 2 + 1 / 3, 2, 4.05));
    await session.close();
    await expect(session.read()).rejects.toThrow('closed');
  });

  it('lets go of those who wait when it dies', async () => {
    const dying = (how: string) =>
      new URL(
        `data:text/javascript,${encodeURIComponent(
          `import { parentPort } from 'node:worker_threads'; let asked = 0;
           parentPort.on('message', ({ ask }) => {
             if (ask === 'open') parentPort.postMessage({ say: 'answer', answer: { ok: true } });
             else if (++asked === 2) ${how};
           });`,
        )}`,
      );
    for (const [how, words] of [
      ['process.exit(3)', 'ended early (code 3)'],
      ["throw new Error('out of paper')", 'failed: out of paper'],
    ] as const) {
      const session = await threadedEngine(onnxEngine(), dying(how)).open({ threads: 1 });
      const waiting = [session.read(), session.read(), session.read()];
      for (const one of await Promise.allSettled(waiting)) {
        expect(one).toMatchObject({
          status: 'rejected',
          reason: { message: expect.stringContaining(words) },
        });
      }
      await expect(session.read()).rejects.toThrow(words);
      await expect(session.close()).rejects.toThrow(words);
    }
  });
});

const SIDE = 2 ** 23;

/** The outer product of x and y: 2^48 bytes, more than any address space holds. */
const endless: StepProgram = {
  name: 'endless/train@4',
  batchSize: 4,
  values: [
    { shape: [SIDE, 1], dtype: 'float32' },
    { shape: [1, SIDE], dtype: 'float32' },
    { shape: [SIDE, SIDE], dtype: 'float32' },
    { shape: [], dtype: 'float32' },
  ],
  inputs: [
    { kind: 'field', name: 'x', value: 0 },
    { kind: 'field', name: 'y', value: 1 },
  ],
  constants: [],
  calls: [
    { kernel: 'Multiply', inputs: { a: 0, b: 1 }, attrs: {}, outputs: [2], scope: 'net/product' },
    { kernel: 'Max', inputs: { x: 2 }, attrs: { reductionIndices: [0, 1] }, outputs: [3], scope: 'net/max' },
  ],
  outputs: [{ kind: 'result', name: 'max', value: 3 }],
};

describe('a step that finds no memory', () => {
  it('says so, and what it was at, in and out of a thread', async () => {
    for (const engine of [withCallQueue(onnxEngine()), threadedEngine(onnxEngine())]) {
      const session = await engine.open({ threads: 1 });
      try {
        const { run } = await session.prepare(endless);
        await expect(run({ x: new Float32Array(SIDE), y: new Float32Array(SIDE) })).rejects.toMatchObject({
          scope: 'net/product',
          outOfMemory: true,
          message: expect.stringMatching(/allocate/) as string,
        });
      } finally {
        await session.close();
      }
    }
  });
});
