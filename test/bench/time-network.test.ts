import { expect, it } from 'vitest';
import { load } from './import-bench-module.js';

interface Timed {
  ms: Record<string, { median: number }>;
  ratios: Record<string, { median: number; least: number; greatest: number }>;
  failed: Record<string, string>;
  differs: string | null;
}
interface Side {
  name: string;
  open(): Promise<object>;
  time(steps: number): Promise<object>;
  close(): Promise<object>;
}
const { timeNetwork } = await load<{
  timeNetwork(task: object, text: string, sides: Side[], rounds: number): Promise<Timed>;
}>('networks/time-network.mjs');

const task = { cost: { parameters: 10, trainable: 8 } };
const same = { parameters: 10, trainable: 8 };

/** A side whose first turn, which isn't counted, is followed by those of `times`. */
function side(name: string, times: (number | string)[], opened: object = {}): Side {
  const left = [times[0]!, ...times];
  return {
    name,
    open: () => Promise.resolve(opened),
    time() {
      const next = left.shift()!;
      return Promise.resolve(typeof next === 'number' ? { ms: next } : { failed: next });
    },
    close: () => Promise.resolve({}),
  };
}

it('compares times of the same round', async () => {
  const sides = [side('onnx', [10, 30, 20]), side('keras', [10, 10, 10], same)];
  const { ms, ratios, failed, differs } = await timeNetwork(task, '', sides, 3);
  expect(ms.onnx!.median).toBe(20);
  expect(ratios).toEqual({ onnx: { median: 2, least: 1, greatest: 3 } });
  expect([failed, differs]).toEqual([{}, null]);
});

it('tells which side fails, when it opens the network or later, and times the others', async () => {
  const sides = [
    side('onnx', [5, 5]),
    side('tensorflow', [5, 'out of memory']),
    side('onednn', [], { failed: 'no such kernel' }),
    side('keras', [10, 10], same),
  ];
  const { ms, ratios, failed } = await timeNetwork(task, '', sides, 2);
  expect(failed).toEqual({ tensorflow: 'out of memory', onednn: 'no such kernel' });
  expect(Object.keys(ms)).toEqual(['onnx', 'keras']);
  expect(ratios.onnx!.median).toBe(0.5);
});

it('times nothing if the sides have not the same network', async () => {
  const sides = [side('onnx', [5]), side('keras', [10], { parameters: 10, trainable: 10 })];
  const { ms, ratios, differs } = await timeNetwork(task, '', sides, 1);
  expect(differs).toBe('lagraph has 10 weights and trains 8, Keras 10 and 10');
  expect([ms, ratios]).toEqual([{}, {}]);
});
