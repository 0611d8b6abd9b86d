import type { ValueReport } from '../../compiler/index.js';
import type { MispredictionsData } from '../data/index.js';
import { imageFigureSvg, imageSheet } from '../pictures/index.js';
import { predictionsOf } from './predictions.js';
import { reportBase, valueOf, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawMispredictions(
  report: ValueReport & { kind: 'mispredictions' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { settings, values } = report;
  const { classes, truth, predicted, examples, notes } = await predictionsOf(report, source);
  const wrong = [...truth.keys()].filter(
    (at) => truth[at]! >= 0 && predicted[at]! >= 0 && truth[at] !== predicted[at],
  );
  const shown = wrong.slice(0, settings.count);
  const sheet =
    shown.length === 0
      ? null
      : await imageSheet((await source.values([valueOf(values, 'image')!], shown))[0]!);
  if (wrong.length > shown.length)
    notes.push(`The first ${shown.length} of ${wrong.length} wrong predictions are shown.`);
  const data: MispredictionsData = {
    ...reportBase(report, source, `${wrong.length} of ${examples.count} predictions are wrong`, notes),
    kind: 'mispredictions',
    examples,
    classes,
    wrong: wrong.length,
    shown: shown.map((example) => ({
      example,
      true: truth[example]!,
      predicted: predicted[example]!,
    })),
    sheet,
  };
  const captions = data.shown.map((one) => ({
    text: `${classes[one.true]} \u2192 ${classes[one.predicted]}`,
  }));
  const { title, simulated } = data;
  const rows = sheet ? [{ title: null, sheet, captions }] : [];
  return { data, pages: [imageFigureSvg({ title, simulated, notes, rows, from: 0, to: shown.length })] };
}
