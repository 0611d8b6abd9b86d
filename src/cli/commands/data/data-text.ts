import { formatCount, formatFigure, textTable } from '../../../report/index.js';
import { shapeText } from '../../../vocabulary/index.js';
import type { ExamplesSummary } from './summarize-examples.js';

/** A split for the terminal: where it is from, its fields with their ranges, and its classes. */
export function dataText(summary: ExamplesSummary): string {
  const { dataset, split, examples, origin, phase, measured, fields, classes } = summary;
  const order = phase === null ? 'in their own order' : `in the order in which ${phase} sees them first`;
  const figure = (value: number | null): string => (value === null ? '' : formatFigure(value));
  const table = textTable(
    [
      { title: 'field' },
      { title: 'is' },
      { title: 'shape' },
      { title: 'minimum', align: 'right' },
      { title: 'maximum', align: 'right' },
      { title: 'mean', align: 'right' },
      { title: 'deviation', align: 'right' },
      { title: 'not finite', align: 'right' },
    ],
    fields.map((field) => [
      field.name,
      field.role,
      shapeText(field.shape),
      figure(field.minimum),
      figure(field.maximum),
      figure(field.mean),
      figure(field.deviation),
      field.notFinite === 0 ? '' : formatCount(field.notFinite),
    ]),
  );
  const counts = classes.map(
    ({ label, names, counts: own }) =>
      `${label}: ${names.map((name, at) => `${name} ${formatCount(own[at]!)}`).join(', ')}`,
  );
  return [
    `${dataset}.${split}: ${formatCount(examples)} examples, ${origin}`,
    `ranges of ${formatCount(measured)} examples, ${order}`,
    '',
    table,
    ...(counts.length > 0 ? ['', ...counts] : []),
  ].join('\n');
}
