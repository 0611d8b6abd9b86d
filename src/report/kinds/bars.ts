import type { ValueReport } from '../../compiler/index.js';
import { barsChart, renderSvg } from '../charts/index.js';
import type { BarsData } from '../data/index.js';
import { predictionsOf } from './predictions.js';
import { reportBase, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawBars(
  report: ValueReport & { kind: 'bars' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { classes, truth, predicted, examples, notes } = await predictionsOf(report, source);
  const zeros = () => new Array<number>(classes.length).fill(0);
  const [wrongTargets, wrongPredictions, totals] = [zeros(), zeros(), zeros()];
  truth.forEach((own, at) => {
    const other = predicted[at]!;
    if (own >= 0) totals[own]! += 1;
    if (own < 0 || other < 0 || own === other) return;
    wrongTargets[own]! += 1;
    wrongPredictions[other]! += 1;
  });
  const data: BarsData = {
    ...reportBase(report, source, 'wrong by class', notes),
    kind: 'bars',
    examples,
    classes,
    wrongTargets,
    wrongPredictions,
    totals,
  };
  return { data, pages: [await renderSvg(barsChart(data))] };
}
