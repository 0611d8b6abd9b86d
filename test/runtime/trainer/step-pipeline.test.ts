/** The prefetch pipeline: results arrive in order, and buffers are reused. */
import { describe, expect, it } from 'vitest';
import type { StepFeeds, PreparedProgram } from '../../../src/runtime/engines/index.js';
import { createBufferPool } from '../../../src/runtime/trainer/buffer-pool.js';
import { pipelineSteps } from '../../../src/runtime/trainer/step-pipeline.js';

/** An engine that completes steps on request. */
function patient() {
  const waiting: { feeds: StepFeeds; resolve(): void; reject(error: Error): void }[] = [];
  const prepared: PreparedProgram = {
    run: (feeds) =>
      new Promise((resolve, reject) => {
        const { x } = feeds as { x: Float32Array };
        waiting.push({ feeds, resolve: () => resolve({ loss: Float32Array.of(x[0]! * 2) }), reject });
      }),
    dispose: async () => undefined,
  };
  return { prepared, waiting };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('steps in flight', () => {
  it('are two at a time, and come back in their order with what belongs to them', async () => {
    const { prepared, waiting } = patient();
    const asked: number[] = [];
    let done = 0;
    const buffers = createBufferPool();
    const next = (inFlight: number) => {
      if (done + inFlight >= 5) return null;
      asked.push(done + inFlight);
      const x = buffers.floats(1).fill(done + inFlight);
      return { prepared, feeds: { x }, size: done + inFlight };
    };
    const seen: [number, number][] = [];
    const going = (async () => {
      for await (const { results, size } of pipelineSteps(next, buffers)) {
        seen.push([size, results.loss![0]!]);
        done++;
      }
    })();
    await soon();
    expect(asked).toEqual([0, 1]);
    // The second completes first: it waits for the first.
    waiting[1]!.resolve();
    await soon();
    expect(seen).toEqual([]);
    for (let n = 0; n < 5; n++) {
      waiting[n]!.resolve();
      await soon();
      await soon();
    }
    await going;
    expect(seen).toEqual([0, 1, 2, 3, 4].map((n) => [n, 2 * n]));
    expect(asked).toEqual([0, 1, 2, 3, 4]);
    // Two steps in flight never share a buffer; later ones reuse the buffers of completed ones.
    const arrays = waiting.map(({ feeds }) => feeds.x);
    expect(arrays[1]).not.toBe(arrays[0]);
    expect(new Set(arrays).size).toBe(2);
  });

  it('are all handed back when no more are wanted', async () => {
    const { prepared, waiting } = patient();
    let wanted = true;
    let made = 0;
    const next = () => (wanted ? { prepared, feeds: { x: Float32Array.of(made++) } } : null);
    const seen: number[] = [];
    const going = (async () => {
      for await (const { results } of pipelineSteps(next, createBufferPool())) {
        seen.push(results.loss![0]!);
        wanted = false;
      }
    })();
    await soon();
    waiting.forEach(({ resolve }) => resolve());
    await going;
    expect(seen).toEqual([0, 2]);
    expect(made).toBe(2);
  });

  it('end with the first that fails; the one behind it is not missed', async () => {
    const { prepared, waiting } = patient();
    const next = () => ({ prepared, feeds: { x: Float32Array.of(1) } });
    const going = (async () => {
      for await (const step of pipelineSteps(next, createBufferPool())) void step;
    })();
    await soon();
    waiting[1]!.reject(new Error('the second'));
    waiting[0]!.reject(new Error('the first'));
    await expect(going).rejects.toThrow('the first');
  });
});

describe('buffers of the pool', () => {
  it('are given out by type and length, each once', () => {
    const buffers = createBufferPool();
    const [a, b] = [buffers.floats(3), buffers.floats(3)];
    buffers.release({ a, b, rate: 0.5 });
    expect([buffers.bytes(3), buffers.ints(3), buffers.floats(4)].map((one) => one.length)).toEqual([
      3, 3, 4,
    ]);
    const again = [buffers.floats(3), buffers.floats(3), buffers.floats(3)];
    expect(again.filter((one) => one === a || one === b)).toHaveLength(2);
    expect(new Set(again).size).toBe(3);
  });

  it('do not pile up', () => {
    const buffers = createBufferPool();
    const given = new Set<unknown>();
    for (let step = 0; step < 100; step++) {
      const order = new Int32Array(7);
      given.add(order);
      buffers.release({ order });
    }
    const kept = Array.from({ length: 100 }, () => buffers.ints(7)).filter((one) => given.has(one));
    expect(kept.length).toBeLessThan(20);
  });
});
