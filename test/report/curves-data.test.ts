import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Phase } from '../../src/compiler/index.js';
import { curvesOfPhase } from '../../src/report/index.js';
import { recordEpoch } from '../../src/runtime/trainer/best-epoch-monitor.js';
import type { TrainingProgress } from '../../src/runtime/store/index.js';

const number = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -5, max: 5 }) },
  { weight: 1, arbitrary: fc.constant(NaN) },
);

it('marks the epoch that the trainer keeps, also while the weights of losses change', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 8 }),
      fc.constantFrom('loss', 'loss/near', 'val.loss'),
      fc.constantFrom('min' as const, 'max' as const),
      fc.constantFrom(2, { kind: 'ramp' as const, from: 0, to: 3, epochs: 4 }),
      (terms, figure, mode, weight) => {
        const losses = [
          { name: 'near', weight: 1 },
          { name: 'far', weight },
        ];
        const phase = {
          name: 'learn',
          epochs: terms.length,
          updates: [{ name: 'learn', losses }],
          validation: null,
          keep: { best: { figure, mode } },
          stopEarly: null,
        } as unknown as Phase;
        const epochs = terms.map(([near, far], at) => ({
          epoch: at + 1,
          metrics: { loss: near + at * far, 'loss/near': near, 'loss/far': far, 'val.loss': far },
        }));
        const progress = {
          epoch: 0,
          best: null,
          watched: { best: null, stale: 0 },
        } as unknown as TrainingProgress;
        for (const { epoch, metrics } of epochs) recordEpoch(phase, progress, epoch, metrics);
        const { best } = curvesOfPhase(phase, { epochs, kept: null, stopped: null });
        expect(best?.epoch).toBe(progress.best?.epoch);
        if (best) expect(best.value).toBe(epochs[best.epoch - 1]!.metrics[figure]);
      },
    ),
  );
});
