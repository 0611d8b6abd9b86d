import type { DataUse, ExampleWires } from '../../../compiler/index.js';
import { imageFigureSvg, imageSheet } from '../../../report/index.js';
import { isImageShape } from '../../../vocabulary/index.js';
import type { FoundExamples } from './summarize-examples.js';

/** Images of the first examples with their labels, as SVG; null if there are no images. */
export async function contactSheet(
  graph: string,
  { dataset, split }: DataUse,
  { fields }: ExampleWires,
  found: FoundExamples,
  count: number,
): Promise<string | null> {
  const shown = Math.min(count, found.examples.length);
  const values = fields.map((field, at) => ({ ...field, values: found.values[at]! }));
  const labels = values.filter(({ type }) => type.role === 'label');
  const images = values.filter(({ values: { shape } }) => isImageShape(shape.slice(1)));
  if (images.length === 0) return null;
  /** The member of a pair that a field belongs to. */
  const memberOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')));
  const labelOf = (name: string) =>
    labels.find((label) => memberOf(label.name) === memberOf(name)) ?? labels[0];
  const captionsOf = (name: string) => {
    const label = labelOf(name);
    if (!label) return null;
    const width = label.type.shape[0] ?? 1;
    return Array.from({ length: shown }, (_, at) => {
      const row = label.values.data.subarray(at * width, (at + 1) * width);
      const number = row.indexOf(Math.max(...row));
      return { text: label.type.classes?.[number] ?? String(number) };
    });
  };
  const rows = await Promise.all(
    images.map(async ({ name, values: batch }) => ({
      title: name,
      sheet: await imageSheet(batch, shown),
      captions: captionsOf(name),
    })),
  );
  const { simulated } = found;
  return imageFigureSvg({
    title: `${graph}: ${dataset}.${split}`,
    simulated,
    notes: [],
    rows,
    from: 0,
    to: shown,
  });
}
