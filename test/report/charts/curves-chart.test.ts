import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { curvesChart, DARK, renderSvg, type PhaseCurves } from '../../../src/report/index.js';

const epochs = (...losses: number[]) =>
  losses.map((loss, at) => ({ epoch: at + 1, metrics: { loss, 'val.loss': loss * 1.1 } }));

const curves = (phase: string, fields: Partial<PhaseCurves> = {}): PhaseCurves => ({
  phase,
  planned: 3,
  epochs: epochs(0.3, 0.1, 0.05),
  best: null,
  kept: null,
  stopped: null,
  reference: [],
  ...fields,
});

const chart = (phases: PhaseCurves[], more: Partial<Parameters<typeof curvesChart>[0]> = {}) =>
  curvesChart({ title: 'signs-to-mnist', simulated: false, scale: 'auto', phases, ...more });

/** The series of a chart, as its option gives them. */
const seriesOf = (phases: PhaseCurves[], more: Partial<Parameters<typeof curvesChart>[0]> = {}) =>
  chart(phases, more).option['series'] as {
    name: string;
    type: string;
    data: unknown[];
    showSymbol?: boolean;
    markPoint?: { data: { coord: number[] }[]; label: { formatter: string } };
    markLine?: { data: { xAxis: number }[] };
  }[];

describe('curvesChart', () => {
  it('draws one panel for each figure of each phase, with training and validation', async () => {
    const metrics = { loss: 1, 'loss/kl': 0.2, accuracy: 0.5, 'val.accuracy': 0.4 };
    const svg = await renderSvg(
      chart([curves('classify', { epochs: [{ epoch: 1, metrics }] }), curves('link')]),
    );
    for (const title of ['classify: loss', 'classify: loss/kl', 'classify: accuracy', 'link: loss'])
      expect(svg).toContain(`>${title}</text>`);
    expect(svg).toContain('>training</text>');
    expect(svg).toContain('>validation</text>');
    expect(svg).not.toContain('SIMULATED');
    expect(seriesOf([curves('link')]).map(({ name }) => name)).toEqual(['training', 'validation']);
  });

  it('shows a single epoch as points', () => {
    const [training] = seriesOf([curves('a', { epochs: epochs(0.3) })]);
    expect(training).toMatchObject({ data: [[1, 0.3]], showSymbol: true });
  });

  it('marks the best epoch on the line that tells it, and the epoch at which it was stopped', () => {
    const [training, validation] = seriesOf([
      curves('a', { best: { figure: 'val.loss', epoch: 2, value: 0.11 }, stopped: 3 }),
    ]);
    expect(validation!.markPoint!.data).toEqual([{ coord: [2, 0.11] }]);
    expect(validation!.markPoint!.label.formatter).toBe('best: 2');
    expect(training!.markPoint).toBeUndefined();
    expect(training!.markLine!.data).toMatchObject([{ xAxis: 3 }]);
  });

  it('marks reference figures: a level for a phase, a point for an epoch', () => {
    const reference = [
      { figure: 'val.loss', epoch: null, value: 0.025 },
      { figure: 'loss', epoch: 10, value: 0.02 },
    ];
    const marks = seriesOf([curves('a', { planned: 10, reference })]).filter(
      ({ name }) => name === 'reference',
    );
    expect(marks).toMatchObject([
      {
        type: 'line',
        data: [
          [1, 0.025],
          [10, 0.025],
        ],
      },
      { type: 'scatter', data: [{ value: [10, 0.02] }] },
    ]);
  });

  it('leaves out reference figures of epochs that the run does not get to', () => {
    const reference = [1, 3, 10].map((epoch) => ({ figure: 'loss', epoch, value: 0.02 }));
    const [marks] = seriesOf([curves('a', { reference })]).filter(({ name }) => name === 'reference');
    expect(marks!.data).toMatchObject([{ value: [1, 0.02] }, { value: [3, 0.02] }]);
    const [axis] = chart([curves('a', { reference })]).option['xAxis'] as { max: number }[];
    expect(axis!.max).toBe(3);
  });

  it('takes a logarithmic axis where a figure spans more than a factor of 20, or as it is told', () => {
    const typeOf = (losses: number[], scale: 'auto' | 'linear' | 'log') =>
      (
        chart([curves('a', { epochs: epochs(...losses) })], { scale }).option['yAxis'] as { type: string }[]
      )[0]!.type;
    expect(typeOf([100, 1], 'auto')).toBe('log');
    expect(typeOf([3, 1], 'auto')).toBe('value');
    expect(typeOf([100, 1], 'linear')).toBe('value');
    expect(typeOf([3, 1], 'log')).toBe('log');
    // No logarithm of zero.
    expect(typeOf([3, 0], 'log')).toBe('value');
  });

  it('says that data was simulated, and where nothing was recorded', async () => {
    const svg = await renderSvg(chart([curves('a', { epochs: [] })], { simulated: true }));
    expect(svg).toContain('>SIMULATED DATA</text>');
    expect(svg).toContain('>nothing was recorded</text>');
  });

  it('is plain JSON', () => {
    const { option } = chart([curves('a', { best: { figure: 'loss', epoch: 1, value: 0.3 } })]);
    expect(JSON.parse(JSON.stringify(option))).toEqual(option);
  });

  it('is a picture that renderers accept, the same each time', async () => {
    const draw = () =>
      renderSvg(
        curvesChart({ title: 't', simulated: true, scale: 'auto', phases: [curves('a')] }, { style: DARK }),
      );
    const svg = await draw();
    const { width, height } = await sharp(Buffer.from(svg)).metadata();
    expect([width, height]).toEqual([380, 40 + 30 + 24 + 250]);
    expect(await draw()).toBe(svg);
  });
});

describe('texts of charts', () => {
  const inherited = Object.getOwnPropertyNames(Object.prototype);

  it.each([
    ...inherited,
    '<script>alert(1)</script>',
    '"quoted" & \'so\'',
    'two\nlines \u0007\u202e',
    '{a|b}',
    ']]>',
  ])('shows %j as text and changes nothing that objects inherit', async (text) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const svg = await renderSvg(
      curvesChart({ title: text, simulated: false, scale: 'auto', phases: [curves(text)] }),
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    for (const hidden of ['<script', '\u0007', '\u202e', '\u2060']) expect(svg).not.toContain(hidden);
    const shown = svg
      .match(/<text[^>]*>[^<]*<\/text>/g)!
      .map((one) => one.replace(/<[^>]*>/g, ''))
      .map((one) => one.replace(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => ENTITIES[name]!));
    expect(shown).toContain(
      text.replace('\n', '\\u000a').replace('\u0007', '\\u0007').replace('\u202e', '\\u202e'),
    );
    await sharp(Buffer.from(svg)).metadata();
  });

  const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

  it('keeps every mark inside the picture, whatever the losses are', async () => {
    const loss = fc.oneof(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.constantFrom(0, Number.NaN, Infinity, 1e-12, 5e-324, 1.7e308),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(loss, { maxLength: 30 }), async (losses) => {
        const svg = await renderSvg(chart([curves('a', { epochs: epochs(...losses) })]));
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        for (const [, x, y] of svg.matchAll(/matrix\([^,]*,0,0,[^,]*,([^,]*),([^)]*)\)/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(380);
          expect(Number(y)).toBeGreaterThanOrEqual(0);
          expect(Number(y)).toBeLessThanOrEqual(314);
        }
      }),
      { numRuns: 60, seed: 17 },
    );
  });
});
