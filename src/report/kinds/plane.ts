import type { ValueReport } from '../../compiler/index.js';
import { planeChart, renderSvg } from '../charts/index.js';
import type { PlaneData } from '../data/index.js';
import { imageSheet } from '../pictures/index.js';
import { classNames, classNumbers } from './class-numbers.js';
import { projectToPlane } from './project-to-plane.js';
import { reportBase, valueOf, type DrawnReport, type ReportSource } from './report-source.js';

export async function drawPlane(
  report: ValueReport & { kind: 'plane' },
  source: ReportSource,
): Promise<DrawnReport> {
  const { values, settings, data: use } = report;
  const at = valueOf(values, 'at')!;
  const colour = valueOf(values, 'colour');
  const image = valueOf(values, 'image');
  const [latent, classes] = await source.values([at, ...(colour ? [colour] : [])], settings.examples);
  const count = latent!.shape[0]!;
  const notes: string[] = [];
  const projected = await projectToPlane(latent!, settings.by, source.random());
  if (projected.lost > 0)
    notes.push(`Not shown: ${projected.lost} of ${count} points, whose numbers are not finite.`);
  const shown = Math.min(count, settings.thumbnails);
  const thumbnails = image
    ? await imageSheet(
        (
          await source.values(
            [image],
            Array.from({ length: shown }, (_, index) => index),
          )
        )[0]!,
      )
    : null;
  if (thumbnails && shown < count)
    notes.push(
      `The first ${shown} of ${count} points have a picture, which a page shows when one points at them.`,
    );
  const numbers = classes && classNumbers(classes);
  const how = { none: 'as they are', pca: 'by PCA', umap: 'by UMAP' }[projected.projection];
  const data: PlaneData = {
    ...reportBase(report, source, `${at.text}, ${projected.dimensions} numbers ${how}`, notes),
    kind: 'plane',
    examples: { dataset: use!.dataset, split: use!.split, count },
    projection: projected.projection,
    dimensions: projected.dimensions,
    explained: projected.explained,
    axes: projected.axes,
    points: projected.points,
    colour: colour
      ? {
          title: colour.text,
          classes: classNames([{ value: colour, of: classes!, numbers: numbers! }]),
          values: [...numbers!],
        }
      : null,
    thumbnails,
  };
  return { data, pages: [await renderSvg(planeChart(data))] };
}
