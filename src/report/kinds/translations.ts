import type { TranslationsReport } from '../../compiler/index.js';
import { REPORT_DATA_FORMAT, type RowsData } from '../data/index.js';
import { imageGridPng } from '../image-grid.js';
import { imageSheet } from '../pictures/index.js';
import { keptNotes, MAX_KEPT, type Values } from './report-source.js';

/** A grid of images, without texts. */
export async function drawTranslations(
  { name, titles, data: use }: TranslationsReport,
  { graph, rows, simulated }: { graph: string; rows: readonly Values[]; simulated: boolean },
): Promise<{ data: RowsData; picture: Uint8Array }> {
  const count = rows[0]?.shape[0] ?? 0;
  const sheets = await Promise.all(
    rows.map(async (values, at) => ({
      title: titles[at] ?? '',
      sheet: await imageSheet(values, MAX_KEPT),
      captions: null,
    })),
  );
  const images = rows.map(({ shape, data }) => ({ shape: shape.slice(1), data }));
  return {
    data: {
      format: REPORT_DATA_FORMAT,
      kind: 'translations',
      name,
      title: `${graph}: ${name}`,
      simulated,
      notes: keptNotes(count),
      examples: { dataset: use.dataset, split: use.split, count },
      rows: sheets,
    },
    picture: await imageGridPng(images, { simulated }),
  };
}
