import type { ValueReport } from '../../compiler/index.js';
import type { InterpolationData } from '../data/index.js';
import { imageFigureSvg, imageSheet } from '../pictures/index.js';
import { classNames, classNumbers } from './class-numbers.js';
import { reportBase, valueOf, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawInterpolation(
  report: ValueReport & { kind: 'interpolation' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { values, settings, data: use } = report;
  const at = valueOf(values, 'at')!;
  const label = valueOf(values, 'label');
  const [latent, labels] = await source.values([at, ...(label ? [label] : [])], 2 * settings.count);
  const [count = 0, size = 0] = latent!.shape;
  const pairs = Math.floor(count / 2);
  const { steps } = settings;
  const input = new Float32Array(pairs * steps * size);
  for (let pair = 0; pair < pairs; pair += 1) {
    for (let step = 0; step < steps; step += 1) {
      const share = step / (steps - 1);
      for (let index = 0; index < size; index += 1) {
        const from = latent!.data[2 * pair * size + index]!;
        const to = latent!.data[(2 * pair + 1) * size + index]!;
        input[(pair * steps + step) * size + index] = from + (to - from) * share;
      }
    }
  }
  const images = await source.decode({ shape: [pairs * steps, size], data: input });
  const numbers = labels && classNumbers(labels);
  const names = label ? classNames([{ value: label, of: labels!, numbers: numbers! }]) : [];
  const nameOf = (example: number): string => names[numbers![example]!] ?? '?';
  const notes = pairs < settings.count ? [`The data have ${count} examples: ${pairs} pairs.`] : [];
  const data: InterpolationData = {
    ...reportBase(report, source, 'from one example to another', notes),
    kind: 'interpolation',
    examples: { dataset: use!.dataset, split: use!.split, count: 2 * pairs },
    steps,
    pairs: Array.from({ length: pairs }, (_, pair) => ({
      from: 2 * pair,
      to: 2 * pair + 1,
      labels: numbers ? [nameOf(2 * pair), nameOf(2 * pair + 1)] : null,
    })),
    sheet: await imageSheet(images),
  };
  const { title, simulated, sheet } = data;
  const lineTitles = data.pairs.map(({ labels: own, from, to }) => (own ?? [from, to]).join(' \u2192 '));
  const figure = { title, simulated, notes, from: 0, to: sheet.count, columns: steps, gap: 2 };
  return { data, pages: [imageFigureSvg({ ...figure, rows: [{ title: null, sheet }], lineTitles })] };
}
