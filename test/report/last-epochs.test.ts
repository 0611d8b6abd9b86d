import { describe, expect, it } from 'vitest';
import { lastEpochs, lastEpochsTable } from '../../src/report/index.js';

const history = (...values: number[]) =>
  values.map((value) => ({ metrics: { loss: 1, 'val.accuracy': value } }));
const swinging = [
  ...Array<number>(20).fill(0.5),
  ...[0.9, 0.94, 0.92, 0.96, 0.95, 0.93, 0.94, 0.95, 0.96, 0.78],
];

describe('the last ten epochs', () => {
  it('tell how a figure of validation swings', () => {
    const [only, ...others] = lastEpochs([{ name: 'read', history: history(...swinging) }]);
    expect(others).toEqual([]);
    expect(only).toMatchObject({
      phase: 'read',
      figure: 'val.accuracy',
      last: 0.78,
      least: 0.78,
      greatest: 0.96,
    });
    expect(only!.mean).toBeCloseTo(0.923, 10);
    expect(only!.spread).toBeCloseTo(0.05355, 4);
  });

  it('are not told of short trainings, nor where validation is left out', () => {
    expect(lastEpochsTable([{ name: 'read', history: history(...swinging.slice(-19)) }])).toBeNull();
    const seldom = history(...swinging).map((epoch, at) => (at % 2 ? epoch : { metrics: { loss: 1 } }));
    expect(lastEpochsTable([{ name: 'read', history: seldom }])).toBeNull();
  });

  it('are a table', () => {
    expect(lastEpochsTable([{ name: 'read', history: history(...swinging) }])).toBe(
      [
        'last 10 epochs  figure          last  mean ± deviation   least  greatest',
        'read            val.accuracy  0.7800   0.9230 ± 0.0536  0.7800    0.9600',
      ].join('\n'),
    );
  });
});
