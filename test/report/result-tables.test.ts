import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  evaluationTable,
  formatBytes,
  formatCount,
  formatFigure,
  formatSeconds,
  phaseTable,
  printedWidth,
  textTable,
} from '../../src/report/index.js';

describe('formats', () => {
  it.each([
    [0.02361, '0.0236'],
    [134.261, '134.26'],
    [12345.678, '12345.7'],
    [3, '3'],
    [0.00001234, '1.23e-5'],
    [Number.NaN, 'NaN'],
  ])('figure %d is %s', (value, text) => expect(formatFigure(value)).toBe(text));

  it.each([
    [0.44, '0.4 s'],
    [59.4, '59 s'],
    [59.6, '1:00'],
    [187, '3:07'],
    [3727, '1:02:07'],
  ])('%d seconds are %s', (value, text) => expect(formatSeconds(value)).toBe(text));

  it('counts and bytes', () => {
    expect(formatCount(119530)).toBe('119,530');
    expect([512, 3_400_000, 21e9].map(formatBytes)).toEqual(['512 B', '3.4 MB', '21 GB']);
  });
});

describe('tables', () => {
  it('lines up columns of any content', () => {
    const cell = fc.string({ maxLength: 12, unit: 'grapheme-ascii' }).map((text) => text.trim());
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, fc.integer()), { minLength: 1, maxLength: 8 }), (rows) => {
        const lines = textTable(
          [{ title: 'name' }, { title: 'number', align: 'right' }],
          rows.map(([name, number]) => [name || 'x', String(number)]),
        ).split('\n');
        expect(new Set(lines.map(printedWidth)).size).toBe(1);
      }),
    );
  });

  it('shows each phase with the figures it has', () => {
    expect(
      phaseTable([
        {
          name: 'classify',
          status: 'trained',
          seconds: 95.2,
          epochs: 2,
          kept: 2,
          stopped: null,
          metrics: { accuracy: 0.99, loss: 0.0236, 'val.loss': 0.025 },
        },
        {
          name: 'link',
          status: 'cached',
          seconds: 0.1,
          epochs: 7,
          kept: 5,
          stopped: { of: 20, figure: 'loss', best: { epoch: 5, value: 0.3073 } },
          metrics: { loss: 0.3073 },
        },
      ]),
    ).toMatchInlineSnapshot(`
      "phase     status   time  epochs                     loss  val.loss  accuracy
      classify  trained  1:35                           0.0236    0.0250    0.9900
      link      cached         7 of 20, best 5, kept 5  0.3073"
    `);
  });

  it('says what was missed and what was simulated, beside the figure', () => {
    expect(
      evaluationTable([
        { name: 'reads', value: 0.95, expect: '>= 0.9', ok: true, simulated: false },
        { name: 'rebuilt', value: 0.38, expect: '>= 0.7', ok: false, simulated: true },
        { name: 'noisy', value: 0.34, expect: null, ok: true, simulated: true },
      ]),
    ).toMatchInlineSnapshot(`
      "evaluation   value  expected
      reads       0.9500  >= 0.9    ok
      rebuilt     0.3800  >= 0.7    missed  SIMULATED DATA
      noisy       0.3400                    SIMULATED DATA"
    `);
  });
});
