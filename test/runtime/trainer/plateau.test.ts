import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Phase } from '../../../src/compiler/index.js';
import type { TrainingProgress } from '../../../src/runtime/store/index.js';
import { recordPlateau, reducedRate } from '../../../src/runtime/trainer/plateau.js';
import { scheduledScalars } from '../../../src/runtime/trainer/scalar-schedules.js';

interface Arguments {
  factor: number;
  patience: number;
  mode: 'min' | 'max';
  minDelta: number;
  cooldown: number;
  least: number;
}

/** Keras's ReduceLROnPlateau (callbacks/reduce_lr_on_plateau.py): the learning rate after each epoch. */
function keras(values: readonly number[], rate: number, given: Arguments): number[] {
  const { factor, patience, mode, minDelta, cooldown, least } = given;
  let best = mode === 'min' ? Infinity : -Infinity;
  let [wait, resting, current] = [0, 0, rate];
  return values.map((value) => {
    if (resting > 0) [resting, wait] = [resting - 1, 0];
    if (mode === 'min' ? value < best - minDelta : value > best + minDelta) [best, wait] = [value, 0];
    else if (!(resting > 0)) {
      wait += 1;
      if (wait >= patience && current > least) {
        current = Math.max(current * factor, least);
        [resting, wait] = [cooldown, 0];
      }
    }
    return current;
  });
}

const value = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
);
const given = fc.record({
  factor: fc.constantFrom(0.1, 0.5),
  patience: fc.integer({ min: 0, max: 3 }),
  mode: fc.constantFrom('min' as const, 'max' as const),
  minDelta: fc.constantFrom(0, 1.5),
  cooldown: fc.integer({ min: 0, max: 2 }),
  least: fc.constantFrom(0, 0.02, 3),
});

it('makes the learning rate smaller as Keras does, whatever the figures are, and wherever it is interrupted', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), given, (values, plateau) => {
      const phase = {
        updates: [{ name: 'fit', optimizer: { learningRate: 1 }, losses: [] }],
        wires: [],
        plateau: { ...plateau, figure: 'val.x' },
      } as unknown as Phase;
      let progress = {} as TrainingProgress;
      const rates = values.map((one, epoch) => {
        // As a checkpoint keeps it.
        progress = JSON.parse(JSON.stringify(progress)) as TrainingProgress;
        recordPlateau(phase, progress, { 'val.x': one });
        return scheduledScalars(phase, epoch, 1, progress.plateau?.reductions)['learning_rate/fit']!;
      });
      keras(values, 1, plateau).forEach((rate, at) => expect(rates[at]).toBeCloseTo(rate, 12));
    }),
    { seed: 5, numRuns: 1000 },
  );
});

it('does nothing in epochs without the figure, and leaves rates alone that are small already', () => {
  const plateau = {
    figure: 'val.x',
    mode: 'min' as const,
    factor: 0.1,
    patience: 1,
    minDelta: 0,
    cooldown: 0,
    least: 0.01,
  };
  const progress = {} as TrainingProgress;
  expect(recordPlateau({ updates: [], plateau } as unknown as Phase, progress, { loss: 1 })).toBe(false);
  expect(progress.plateau).toBeUndefined();
  expect(reducedRate(0.001, plateau, 2)).toBe(0.001);
});
