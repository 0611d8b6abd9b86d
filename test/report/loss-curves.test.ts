import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lossCurvesSvg } from '../../src/report/index.js';

const epochs = (...losses: number[]) =>
  losses.map((loss, at) => ({ epoch: at + 1, metrics: { loss, 'val.loss': loss * 1.1 } }));

describe('lossCurvesSvg', () => {
  it('draws one panel a phase with training and validation', () => {
    const svg = lossCurvesSvg(
      [
        { phase: 'classify', epochs: epochs(0.3, 0.1, 0.05) },
        { phase: 'link', epochs: epochs(0.5, 0.4) },
      ],
      { title: 'signs-to-mnist', simulated: false },
    );
    expect(svg.match(/<polyline/g)).toHaveLength(4);
    expect(svg).toContain('>classify</text>');
    expect(svg).toContain('>link</text>');
    expect(svg).not.toContain('SIMULATED');
  });

  it('says that data was simulated', () => {
    const svg = lossCurvesSvg([{ phase: 'a', epochs: epochs(1) }], { title: 't', simulated: true });
    expect(svg).toContain('>SIMULATED DATA</text>');
  });

  it('escapes what the graph calls itself', () => {
    const svg = lossCurvesSvg([], { title: '<b> & "c"', simulated: false });
    expect(svg).toContain('&#60;b&#62; &#38; &#34;c&#34;');
  });

  it('is a picture that renderers accept', async () => {
    const svg = lossCurvesSvg([{ phase: 'a', epochs: epochs(0.3, 0.1) }], { title: 't', simulated: true });
    const { width, height } = await sharp(Buffer.from(svg)).metadata();
    expect([width, height]).toEqual([380, 40 + 30 + 240]);
  });

  it('keeps every point inside its panel, whatever the losses are', () => {
    const loss = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.constantFrom(0, Number.NaN, Infinity, 1e-12, 5e-324, 1.7e308),
    );
    fc.assert(
      fc.property(fc.array(loss, { maxLength: 30 }), (losses) => {
        const svg = lossCurvesSvg([{ phase: 'a', epochs: epochs(...losses) }], {
          title: 't',
          simulated: false,
        });
        expect(svg).not.toMatch(/NaN|Infinity/);
        for (const [, x, y] of svg.matchAll(/<circle cx="([^"]*)" cy="([^"]*)"/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(57.9);
          expect(Number(x)).toBeLessThanOrEqual(366.1);
          expect(Number(y)).toBeGreaterThanOrEqual(33.9);
          expect(Number(y)).toBeLessThanOrEqual(206.1);
        }
      }),
      { numRuns: 300 },
    );
  });
});
