import type { ReportValue, ValueReport } from '../../compiler/index.js';
import type { RowsData } from '../data/index.js';
import { imageFigureSvg, imageSheet, type Caption } from '../pictures/index.js';
import { classNames, classNumbers } from './class-numbers.js';
import { keptNotes, MAX_KEPT, reportBase, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawRows(
  report: ValueReport & { kind: 'rows' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { values, settings, data: use } = report;
  const found = await source.values(values, settings.count);
  const images = values.flatMap((value, at) => (value.key === 'images' ? [{ value, of: found[at]! }] : []));
  const labels = values.flatMap((value, at) =>
    value.key === 'labels' ? [{ value, of: found[at]!, numbers: classNumbers(found[at]!) }] : [],
  );
  const count = images[0]?.of.shape[0] ?? 0;
  const names = classNames(labels);
  const captionsOf = (row: ReportValue): string[] | null => {
    const own = labels.find(({ value }) => value.name === row.name);
    if (!own) return null;
    return [...own.numbers].map((number) => (number < 0 ? '?' : names[number]!));
  };
  const rows = await Promise.all(
    images.map(async ({ value, of }) => ({
      title: value.name ?? value.text,
      kept: await imageSheet(of, MAX_KEPT),
      whole: count > MAX_KEPT ? await imageSheet(of) : null,
      captions: captionsOf(value),
    })),
  );
  const [first, ...others] = rows.filter(({ captions }) => captions);
  const truth = first?.captions;
  const isWrong = (text: string, at: number): boolean => text !== truth![at];
  const key = others.some(({ captions }) => captions!.some(isWrong))
    ? [`Red: not the label of ${first!.title}.`]
    : [];
  const data: RowsData = {
    ...reportBase(report, source, report.name, keptNotes(count)),
    kind: 'rows',
    examples: { dataset: use!.dataset, split: use!.split, count },
    rows: rows.map(({ title, kept, captions }) => ({
      title,
      sheet: kept,
      captions: captions && captions.slice(0, kept.count),
    })),
  };
  const pages = Math.max(1, Math.ceil(count / settings.page));
  const figureRows = rows.map(({ title, kept, whole, captions }) => ({
    title,
    sheet: whole ?? kept,
    captions: captions && captions.map((text, at): Caption => ({ text, isWrong: isWrong(text, at) })),
  }));
  const title = (page: number) => (pages === 1 ? data.title : `${data.title}, page ${page + 1} of ${pages}`);
  return {
    data,
    pages: Array.from({ length: pages }, (_, page) =>
      imageFigureSvg({
        title: title(page),
        simulated: data.simulated,
        notes: key,
        rows: figureRows,
        from: page * settings.page,
        to: Math.min(count, (page + 1) * settings.page),
      }),
    ),
  };
}
