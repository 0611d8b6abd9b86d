import type { ValueReport } from '../../compiler/index.js';
import type { SamplesData } from '../data/index.js';
import { imageFigureSvg, imageSheet } from '../pictures/index.js';
import { reportBase, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawSamples(
  report: ValueReport & { kind: 'samples' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { from, range, count } = report.settings;
  const { name, size } = report.model!;
  const draws = source.draw(from, range, count * size);
  const sheet = await imageSheet(await source.decode({ shape: [count, size], data: draws }));
  const data: SamplesData = {
    ...reportBase(report, source, `${name} of ${count} draws (${from})`),
    kind: 'samples',
    from,
    sheet,
  };
  const { title, simulated, notes } = data;
  const columns = Math.ceil(Math.sqrt(count));
  const figure = { title, simulated, notes, from: 0, to: sheet.count, columns, gap: 2 };
  return { data, pages: [imageFigureSvg({ ...figure, rows: [{ title: null, sheet }] })] };
}
