/** Optimizers compared with results of Keras 3: test/keras/optimizers.py. */
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { captureStep } from '../../src/runtime/capture/index.js';
import { tfjsEngine } from '../../src/runtime/engines/index.js';
import { optimizers, type ResolvedArguments } from '../../src/vocabulary/index.js';
import { difference, filled } from './run-function.js';

interface Expected {
  start: number[];
  gradients: number[][];
  cases: { optimizer: string; shape: number[]; args: ResolvedArguments; weights: number[][] }[];
}

const { start, gradients, cases } = JSON.parse(
  readFileSync(new URL('../keras/optimizers.expected.json', import.meta.url), 'utf8'),
) as Expected;

const CLOSE = 2e-6;
/** The iterations of Muon make rounding larger. */
const CLOSE_TO: Readonly<Record<string, number>> = { Muon: 4e-5 };

/** A step that is fed with its gradient, with the state that the optimizer requires. */
function build(name: string, args: ResolvedArguments, shape: number[]) {
  const optimizer = optimizers.get(name)!;
  const slots = optimizer.slots(args, shape);
  const program = captureStep(name, 1, (tools) => {
    const iteration = tf.add(tools.state('iteration', []), 1);
    const next = optimizer.update(tf, args, {
      weight: tools.state('weight', shape),
      gradient: tools.field('gradient', shape),
      slots: Object.fromEntries(
        slots.map((slot) => [slot.name, tools.state(`slot/${slot.name}`, slot.shape ?? shape)]),
      ),
      learningRate: tools.scalar('learning_rate'),
      iteration,
    });
    expect(Object.keys(next.slots).sort()).toEqual(slots.map((slot) => slot.name).sort());
    const moved = Object.entries(next.slots).map(([slot, value]) => [`slot/${slot}`, value]);
    return { results: {}, state: { weight: next.weight, iteration, ...Object.fromEntries(moved) } };
  });
  const full = (sides: readonly number[], value: number) => ({
    shape: sides,
    data: new Float32Array(sides.reduce((product, side) => product * side, 1)).fill(value),
  });
  const state = new Map([
    ['weight', { shape, data: Float32Array.from(start) }],
    ['iteration', full([], 0)],
    ...slots.map((slot) => [`slot/${slot.name}`, full(slot.shape ?? shape, slot.start)] as const),
  ]);
  return { program, state };
}

describe('optimizers move weights as Keras 3 does', () => {
  it('with a case for every optimizer', () => {
    expect([...new Set(cases.map(({ optimizer }) => optimizer))].sort()).toEqual(
      [...optimizers.keys()].sort(),
    );
  });

  it.each(cases)('$optimizer $shape $args', async ({ optimizer, shape, args: given, weights }) => {
    const args = filled(optimizers.get(optimizer)!.args, given);
    const { program, state } = build(optimizer, args, shape);
    const session = await tfjsEngine().open({ threads: 1 });
    try {
      await session.write(state);
      const prepared = await session.prepare(program);
      for (const [step, gradient] of gradients.entries()) {
        await prepared.run({
          gradient: Float32Array.from(gradient),
          learning_rate: args.learning_rate as number,
        });
        const { data } = (await session.read()).get('weight')!;
        expect(difference(data, weights[step]!), `step ${step + 1}`).toBeLessThan(
          CLOSE_TO[optimizer] ?? CLOSE,
        );
      }
    } finally {
      await session.close();
    }
  });
});
