/**
 * Batches are made for hundreds of thousands of steps in one process: anything that a batch leaves behind
 * accumulates. The test measures the heap after a full collection; the bound is far above noise, and far below one
 * kilobyte a step.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { DataStep } from '../../../src/compiler/index.js';
import { openDataset, type ExampleSet } from '../../../src/runtime/data/index.js';
import {
  addSource,
  augmentation,
  declared,
  images,
  labels,
  madeUp,
  programOf,
  source,
} from './synthetic-sources.js';

const STEPS = 4000;
const BOUND = 2_000_000;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function used(): number {
  for (let i = 0; i < 3; i++) gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const classes = Array.from({ length: 60 }, (_, i) => i % 3);
addSource('one?', madeUp(classes, 3), declared(3));
addSource('two?', madeUp([...classes, ...classes], 3, 100), declared(3));

const moving = (draw: 'once' | 'epoch'): DataStep => ({
  step: 'augment',
  stream: 'data/moving/1',
  draw,
  fields: {
    image: augmentation({
      rotate: 25,
      shift: [0.1, 0.1],
      shear: 0.7,
      zoom: [0.9, 1.1],
      flip: { horizontal: true, vertical: true },
    }),
  },
});
const pair = (draw: 'once' | 'epoch'): DataStep => ({
  step: 'pair',
  stream: 'data/pairs/0',
  members: [
    { name: 'left', dataset: 'moving' },
    { name: 'right', dataset: 'plain' },
  ],
  by: 'label',
  repeat: 'left',
  order: 'shuffle',
  draw,
});
const halves: DataStep = {
  step: 'split',
  stream: 'data/parts/1',
  parts: { train: 0.5, test: 0.5 },
  of: 'train',
};
const paired = { 'left.image': images(2, 2, 3), 'right.image': images(2, 2, 3), 'right.label': labels(3) };

const program = programOf({
  plain: { steps: [source('two?')] },
  moving: { steps: [source('one?'), moving('epoch')] },
  moved: { steps: [source('one?'), moving('once')] },
  divided: { steps: [source('one?'), halves, moving('epoch')] },
  pairs: { steps: [pair('once')], fields: paired },
  fresh: { steps: [pair('epoch'), halves], fields: paired },
});

function gather(set: ExampleSet, steps: number, from: number): void {
  const fields = Object.keys(set.fields);
  const order = new Int32Array(16);
  for (let step = from; step < from + steps; step++) {
    for (let i = 0; i < order.length; i++) order[i] = (step * 16 + i * 7) % set.examples;
    // Epochs advance as well: draws are addressed by them.
    set.gather(order, Math.floor(step / 10), fields);
    for (const i of order) set.drawKey(i, step, 'epoch');
  }
}

describe('thousands of batches leave nothing behind', () => {
  test.each(['plain', 'moving', 'moved', 'divided', 'pairs', 'fresh'])('%s', async (name) => {
    const set = (await openDataset(program, name, {}, () => undefined)).split('train');
    gather(set, 500, 0);
    const before = used();
    gather(set, STEPS, 500);
    expect(used() - before).toBeLessThan(BOUND);
  });

  test('and a batch that is kept is seen', async () => {
    const set = (await openDataset(program, 'moving', {}, () => undefined)).split('train');
    const kept: unknown[] = [];
    const before = used();
    for (let step = 0; step < STEPS; step++)
      kept.push(set.gather(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 0, ['image']));
    expect(used() - before).toBeGreaterThan(BOUND);
    expect(kept).toHaveLength(STEPS);
  });
});
