import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../../src/compiler/index.js';
import type { TrainingProgress } from '../../../src/runtime/store/index.js';
import {
  isTrainingFinished,
  recordEpoch,
  earlyStopOf,
} from '../../../src/runtime/trainer/best-epoch-monitor.js';

/**
 * Keras's EarlyStopping (callbacks/early_stopping.py): the number of epochs, and the best one, from 1; 0 if there is
 * none.
 */
function keras(values: readonly number[], patience: number, mode: 'min' | 'max') {
  let best = mode === 'min' ? Infinity : -Infinity;
  let [bestEpoch, wait] = [0, 0];
  for (let epoch = 0; epoch < values.length; epoch++) {
    wait += 1;
    const value = values[epoch]!;
    if (mode === 'min' ? value < best : value > best) [best, bestEpoch, wait] = [value, epoch + 1, 0];
    if (wait >= patience && wait > 0) return { epochs: epoch + 1, best: bestEpoch };
  }
  return { epochs: values.length, best: bestEpoch };
}

const value = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
);

it('stops and keeps as Keras does, whatever the figures are', () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom('min' as const, 'max' as const),
      (values, patience, mode) => {
        const watched = { figure: 'val.x', mode };
        const phase = {
          epochs: values.length,
          updates: [],
          validation: null,
          keep: { best: watched },
          stopEarly: { ...watched, patience },
        } as unknown as Phase;
        const progress = {
          epoch: 0,
          best: null,
          watched: { best: null, stale: 0 },
        } as unknown as TrainingProgress;
        while (!isTrainingFinished(phase, progress)) {
          const epoch = progress.epoch + 1;
          recordEpoch(phase, progress, epoch, { 'val.x': values[epoch - 1]! });
          progress.epoch = epoch;
        }
        const expected = keras(values, patience, mode);
        expect(progress.epoch).toBe(expected.epochs);
        expect(progress.best?.epoch ?? 0).toBe(expected.best);
        const stopped = earlyStopOf(phase, progress);
        expect(stopped !== null).toBe(expected.epochs < values.length);
        if (stopped) {
          expect(stopped).toMatchObject({ epoch: expected.epochs, of: values.length, figure: 'val.x' });
          expect(stopped.best?.epoch ?? 0).toBe(expected.best);
        }
      },
    ),
    { seed: 3, numRuns: 500 },
  );
});

describe('epochs without the figure', () => {
  it('count neither way', () => {
    const watched = { figure: 'val.x', mode: 'min' as const };
    const phase = {
      epochs: 9,
      updates: [],
      keep: 'last',
      stopEarly: { ...watched, patience: 2 },
    } as unknown as Phase;
    const progress = {
      epoch: 0,
      best: null,
      watched: { best: null, stale: 0 },
    } as unknown as TrainingProgress;
    const before: Record<string, number>[] = [{ 'val.x': 1 }, {}, { 'val.x': 2 }, {}, {}];
    for (const figures of before) recordEpoch(phase, progress, 1, figures);
    expect(isTrainingFinished(phase, progress)).toBe(false);
    recordEpoch(phase, progress, 6, { 'val.x': 2 });
    expect(isTrainingFinished(phase, progress)).toBe(true);
  });
});
