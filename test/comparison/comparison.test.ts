import { describe, expect, it } from 'vitest';
import { markOf } from '../../src/comparison/compare-runs.js';
import { comparisonRows, renderComparisonHtml, renderComparisonText } from '../../src/comparison/index.js';
import { isDrawn } from '../../src/page/index.js';
import { meanCurves } from '../../src/comparison/read-comparison-page.js';
import { overlayChart, renderSvg, type HistogramData } from '../../src/report/index.js';
import { rowsOf, samplePage, sheetUrl } from './sample-comparison.js';

const page = (of = samplePage()): string => renderComparisonHtml(of, { script: '0', version: '0' });
const count = (text: string, part: string): number => text.split(part).length - 1;

describe('curves of a group', () => {
  it('are means over its seeds, as far as all of them go', () => {
    const epochs = (...losses: number[]) =>
      losses.map((loss, at) => ({ epoch: at + 1, metrics: { loss, ...(at === 0 ? { once: 1 } : {}) } }));
    const seeds = [
      new Map([
        ['read', epochs(4, 2, 1)],
        ['alone', epochs(1)],
      ]),
      new Map([['read', epochs(2, 1)]]),
    ];
    expect(meanCurves(seeds)).toEqual([
      {
        phase: 'read',
        figure: 'loss',
        points: [
          [1, 3],
          [2, 1.5],
        ],
      },
      { phase: 'read', figure: 'once', points: [[1, 1]] },
    ]);
  });

  it('leave out what is not a number, and most epochs of a long training', () => {
    const long = Array.from({ length: 5000 }, (_, at) => ({
      epoch: at + 1,
      metrics: { loss: at === 7 ? NaN : at },
    }));
    const [curve] = meanCurves([new Map([['read', long]])]);
    expect(curve!.points.length).toBeLessThanOrEqual(502);
    expect(curve!.points.at(-1)).toEqual([5000, 4999]);
  });

  it('lie over one another, in one colour in every panel', async () => {
    const lines = (at: number) => ({
      name: `run ${at}`,
      at,
      points: [
        [1, 1],
        [2, 3],
      ] as [number, number][],
    });
    const chart = overlayChart({
      kind: 'overlay',
      title: 't <b>',
      simulated: true,
      panels: [
        { title: 'read: loss', lines: [lines(0), lines(1)] },
        { title: 'read: accuracy', lines: [lines(1)] },
      ],
    });
    const svg = await renderSvg(chart);
    for (const text of ['read: loss', 'read: accuracy', 'run 0', 'run 1', 't &lt;b&gt;', 'SIMULATED DATA'])
      expect(svg).toContain(text);
    const series = chart.option['series'] as { name: string; color: string }[];
    expect(series.map(({ color }) => color)).toEqual([series[0]!.color, series[1]!.color, series[1]!.color]);
    // More names than fit into a line of the legend push the panels down.
    const many = { kind: 'overlay' as const, title: '', simulated: false };
    const panel = (names: number) => [
      { title: 'p', lines: Array.from({ length: names }, (_, at) => lines(at)) },
    ];
    expect(overlayChart({ ...many, panels: panel(40) }).height).toBeGreaterThan(
      overlayChart({ ...many, panels: panel(2) }).height + 100,
    );
  });
});

describe('the page', () => {
  it('shows names of every kind as texts', () => {
    const text = page();
    expect(text).not.toContain('<script>window');
    expect(text).not.toContain('<b>one');
    expect(text).not.toContain('<i>');
    expect(text).toContain('__proto__x');
    expect(text).toContain('0.7500 ± 0.2500');
    expect(text).toContain('engine: onnx → tfjs');
    expect(text).toContain('SIMULATED DATA');
  });

  it('has a column for each example; what is the same for all is shown once', () => {
    const text = page();
    // The examples once, and each group's copies.
    for (const fill of [1, 2, 3]) expect(count(text, sheetUrl(fill)), String(fill)).toBe(1);
    expect(count(text, '<use ')).toBe(3 * 3);
    expect(text).toContain('viewBox="0 6 6 6"');
    expect(text).toContain('digits.test: each column is one example.');
  });

  it('draws what the page of a run draws, for each group', () => {
    const sample = samplePage();
    const histogram: HistogramData = {
      format: 1,
      kind: 'histogram',
      name: 'codes',
      title: 'codes',
      simulated: false,
      notes: [],
      examples: { dataset: 'digits', split: 'test', count: 1 },
      edges: [0, 1],
      series: [],
    };
    const report = (data: HistogramData) => ({ name: 'codes', data, pictures: [] });
    const text = page({ ...sample, reports: [[report(histogram)], [report(histogram)]] });
    // As the page of a run does: what it does not draw is shown by its pictures.
    const charts = isDrawn(histogram) ? 1 : 0;
    for (const mark of ['A', 'B']) expect(count(text, `data-chart="report-${mark}-0"`)).toBe(charts);
    expect(count(text, 'There is no picture of it.')).toBe(2 - 2 * charts);
    const large = { ...histogram, edges: Array.from({ length: 200_000 }, (_, at) => at) };
    const cut = page({ ...sample, reports: [[report(large)], [report(histogram)]] });
    expect(count(cut, 'It does not fit into this page')).toBe(charts);
    expect(cut.length).toBeLessThan(500_000);
  });

  it('shows other examples apart', () => {
    const sample = samplePage();
    const rows = [sample.rows[0]!, new Map([['rows', rowsOf([sheetUrl(1), sheetUrl(3)], 2)]])];
    const text = page({ ...sample, rows });
    expect(count(text, 'each column is one example.')).toBe(2);
    expect(count(text, '<use ')).toBe(2 * 3 + 2 * 2);
  });
});

describe('the text', () => {
  it('has groups as columns, or as rows if there are many', () => {
    const sample = samplePage();
    const style = { colour: false, unicode: false };
    const few = renderComparisonText(sample, style);
    expect(few).toMatch(/^reads +0.5000 \+- 0.2500 +0.7500 \+- 0.2500$/m);
    expect(few).toMatch(/^A -> B\n {2}engine: onnx -> tfjs$/m);
    const many = renderComparisonText(
      {
        ...sample,
        groups: Array.from({ length: 7 }, (_, at) => ({ ...sample.groups[0]!, mark: markOf(at) })),
      },
      style,
    );
    expect(many).toMatch(/^G +first .* 0.5000 \+- 0.2500$/m);
    expect(many).not.toContain('__proto__x');
  });

  it('is a row for each figure of each run as CSV, and one for the mean', () => {
    const { titles, rows } = comparisonRows(samplePage());
    expect(titles).toEqual(['group', 'label', 'figure', 'run', 'seed', 'value', 'spread', 'n']);
    expect(rows.slice(0, 3)).toEqual([
      ['A', 'first', 'reads', 'first-3', '3', '0.4', '', '1'],
      ['A', 'first', 'reads', 'first-4', '4', '0.6', '', '1'],
      ['A', 'first', 'reads', '', '', '0.5', '0.25', '2'],
    ]);
  });

  it('marks groups by letters', () => {
    expect([0, 25, 26, 27, 51, 52].map(markOf)).toEqual(['A', 'Z', 'AA', 'AB', 'AZ', 'BA']);
  });
});
