import type { ValueReport } from '../../compiler/index.js';
import { confusionChart, renderSvg } from '../charts/index.js';
import type { ConfusionData } from '../data/index.js';
import { predictionsOf } from './predictions.js';
import { reportBase, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawConfusion(
  report: ValueReport & { kind: 'confusion' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { classes, truth, predicted, examples, notes } = await predictionsOf(report, source);
  const counts = classes.map(() => new Array<number>(classes.length).fill(0));
  let right = 0;
  let counted = 0;
  truth.forEach((own, at) => {
    const other = predicted[at]!;
    if (own < 0 || other < 0) return;
    counted += 1;
    if (own === other) right += 1;
    counts[own]![other]! += 1;
  });
  const data: ConfusionData = {
    ...reportBase(report, source, 'confusion', notes),
    kind: 'confusion',
    examples,
    classes,
    counts,
    accuracy: counted === 0 ? 0 : right / counted,
  };
  return { data, pages: [await renderSvg(confusionChart(data))] };
}
