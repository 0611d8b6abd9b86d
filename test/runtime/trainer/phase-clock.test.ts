import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHASE_PARTS, type PhasePart } from '../../../src/runtime/api/index.js';
import { createPhaseClock } from '../../../src/runtime/trainer/index.js';

const wholeOf = (seconds: Record<PhasePart, number>) =>
  PHASE_PARTS.reduce((sum, part) => sum + seconds[part], 0);

/** Work that takes some time by itself and does other work within. */
interface Work {
  part: PhasePart;
  before: number;
  within: Work[];
  after: number;
}

const works = fc.letrec<{ work: Work; works: Work[] }>((tie) => ({
  work: fc.record({
    part: fc.constantFrom(...PHASE_PARTS),
    before: fc.nat(1000),
    within: tie('works'),
    after: fc.nat(1000),
  }),
  works: fc.oneof({ depthSize: 'small' }, fc.constant<Work[]>([]), fc.array(tie('work'), { maxLength: 3 })),
})).works;

describe('the clock of a phase', () => {
  it('counts all time once, as the innermost part that it is spent in', async () => {
    await fc.assert(
      fc.asyncProperty(works, async (all) => {
        let now = 0;
        const clock = createPhaseClock(() => now);
        const expected = Object.fromEntries(PHASE_PARTS.map((part) => [part, 0])) as Record<
          PhasePart,
          number
        >;
        const perform = async ({ part, before, within, after }: Work): Promise<void> => {
          expected[part] += before + after;
          await clock.in(part, async () => {
            now += before;
            for (const one of within) await perform(one);
            now += after;
          });
        };
        for (const one of all) await perform(one);
        const seconds = clock.read();
        for (const part of PHASE_PARTS) expect(seconds[part] * 1000).toBeCloseTo(expected[part], 3);
        expect(wholeOf(seconds) * 1000).toBeCloseTo(now, 3);
      }),
    );
  });

  it('takes what the engine stands still for waiting, but not what other parts take meanwhile', async () => {
    let [now, computed] = [0, 0];
    const clock = createPhaseClock(() => now);
    const session = { secondsInSteps: () => computed };
    await clock.inSteps('steps', session, async () => {
      now += 3000;
      computed += 2;
      await clock.in('prepare', () => void (now += 500));
      now += 1000;
      computed += 0.5;
    });
    expect(clock.read()).toMatchObject({ steps: 2.5, batches: 1.5, prepare: 0.5 });
  });

  it('never makes waiting negative, when steps are computed while another part counts', async () => {
    let [now, computed] = [0, 0];
    const clock = createPhaseClock(() => now);
    await clock.inSteps('validation', { secondsInSteps: () => computed }, async () => {
      now += 1000;
      await clock.in('prepare', () => void (now += 2000));
      computed += 2;
    });
    expect(clock.read()).toMatchObject({ validation: 1, prepare: 2, batches: 0 });
  });

  it('counts work that fails', async () => {
    let now = 0;
    const clock = createPhaseClock(() => now);
    clock.enter('other');
    const failing = clock.in('data', () => {
      now += 700;
      throw new Error('no such file');
    });
    await expect(failing).rejects.toThrow('no such file');
    now += 300;
    expect(clock.read()).toMatchObject({ data: 0.7, other: 0.3 });
  });
});
