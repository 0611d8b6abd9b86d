import type { ValueReport } from '../../compiler/index.js';
import type { ManifoldData } from '../data/index.js';
import { formatFigure } from '../format-numbers.js';
import { imageFigureSvg, imageSheet } from '../pictures/index.js';
import { reportBase, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawManifold(
  report: ValueReport & { kind: 'manifold' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { range, steps, axes } = report.settings;
  const size = report.model!.size;
  const across = Array.from(
    { length: steps },
    (_, at) => range[0] + ((range[1] - range[0]) * at) / (steps - 1),
  );
  const upwards = [...across].reverse();
  const input = new Float32Array(steps * steps * size);
  upwards.forEach((y, line) => {
    across.forEach((x, column) => {
      const at = (line * steps + column) * size;
      input[at + axes[0]] = x;
      input[at + axes[1]] = y;
    });
  });
  const images = await source.decode({ shape: [steps * steps, size], data: input });
  const notes =
    size > 2 ? [`The decoder takes ${size} numbers; all but ${axes[0]} and ${axes[1]} are 0.`] : [];
  const data: ManifoldData = {
    ...reportBase(report, source, `${report.model!.name} over [${range.join(', ')}]`, notes),
    kind: 'manifold',
    axes: [
      { title: `latent ${axes[0]}`, values: across },
      { title: `latent ${axes[1]}`, values: upwards },
    ],
    sheet: await imageSheet(images),
  };
  const { title, simulated, sheet } = data;
  const figure = { title, simulated, notes, from: 0, to: sheet.count, columns: steps, gap: 0 };
  const lineTitles = upwards.map(formatFigure);
  return { data, pages: [imageFigureSvg({ ...figure, rows: [{ title: null, sheet }], lineTitles })] };
}
