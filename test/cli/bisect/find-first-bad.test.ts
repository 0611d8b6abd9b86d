import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFirstBad, type VersionState } from '../../../src/cli/commands/bisect/find-first-bad.js';

const search = async (states: readonly VersionState[], knownGood?: number) => {
  const tested: number[] = [];
  const outcome = await findFirstBad(
    states.length,
    (index) => {
      tested.push(index);
      return Promise.resolve(states[index]!);
    },
    knownGood,
  );
  return { outcome, tested };
};
const states = (text: string): VersionState[] =>
  [...text].map((letter) => (letter === 'g' ? 'good' : letter === 'b' ? 'bad' : 'skip'));

describe('findFirstBad', () => {
  it('finds the first bad version, the newest tested first', async () => {
    const { outcome, tested } = await search(states('ggggggbbbb'));
    expect(outcome).toEqual({ found: 'first-bad', good: 5, first: 6, skipped: [] });
    expect(tested[0]).toBe(9);
  });

  it('does not test a version that is said to be good', async () => {
    const { outcome, tested } = await search(states('sgggb'), 1);
    expect(outcome).toEqual({ found: 'first-bad', good: 3, first: 4, skipped: [] });
    expect(tested).not.toContain(1);
  });

  it('names skipped versions that may be to blame', async () => {
    expect((await search(states('ggssbb'))).outcome).toEqual({
      found: 'first-bad',
      good: 1,
      first: 4,
      skipped: [2, 3],
    });
  });

  it('says when there is nothing to find', async () => {
    expect((await search(states('bbg'))).outcome).toEqual({ found: 'newest-good' });
    expect((await search(states('ggs'))).outcome).toEqual({ found: 'newest-skipped' });
    expect((await search(states('sbb'))).outcome).toEqual({ found: 'none-good', oldest: 1 });
    expect((await search(states('b'))).outcome).toEqual({ found: 'none-good', oldest: 0 });
  });

  it('is right for every history of good, then bad versions with any of them skipped', async () => {
    const histories = fc
      .tuple(fc.nat(30), fc.nat(30), fc.infiniteStream(fc.boolean()))
      .map(([good, bad, skips]) =>
        [...Array<VersionState>(good).fill('good'), ...Array<VersionState>(bad + 1).fill('bad')].map(
          (state, index, all): VersionState =>
            index < all.length - 1 && skips.next().value ? 'skip' : state,
        ),
      );
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { outcome, tested } = await search(history);
        expect(new Set(tested).size).toBe(tested.length);
        if (!history.includes('good')) {
          expect(outcome).toEqual({ found: 'none-good', oldest: history.indexOf('bad') });
          return;
        }
        const [good, first] = [history.lastIndexOf('good'), history.indexOf('bad')];
        const between = history.flatMap((state, index) =>
          state === 'skip' && index > good && index < first ? [index] : [],
        );
        expect(outcome).toEqual({ found: 'first-bad', good, first, skipped: between });
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('tests about as many versions as the logarithm of their number', async () => {
    const history = [...Array<VersionState>(700).fill('good'), ...Array<VersionState>(324).fill('bad')];
    expect((await search(history)).tested.length).toBeLessThan(22);
  });
});
