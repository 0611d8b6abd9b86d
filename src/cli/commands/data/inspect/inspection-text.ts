import { Document, isMap, isScalar, isSeq, type Node } from 'yaml';
import { formatCount, formatFigure, textTable } from '../../../../report/index.js';
import { shapeText } from '../../../../vocabulary/index.js';
import type { FileInspection, InspectedPart } from '../../../../runtime/index.js';
import type { DataEntry } from './data-entry.js';

/** Columns or arrays that a table on a terminal lists. */
const MAX_LISTED_PARTS = 60;
/** Characters of the list of values. */
const MAX_VALUES_WIDTH = 72;

/** What a file holds, for the terminal. */
export function inspectionText(path: string, inspection: FileInspection): string {
  const { format, rows, parts } = inspection;
  const isTable = rows !== null;
  const what = isTable
    ? `${formatCount(rows)} rows, ${formatCount(parts.length)} columns`
    : `${formatCount(parts.length)} ${parts.length === 1 ? 'array' : 'arrays'}`;
  const figure = (value: number | null) => (value === null ? '' : formatFigure(value));
  const shown = parts.slice(0, MAX_LISTED_PARTS);
  const table = textTable(
    [
      { title: isTable ? 'column' : 'array' },
      { title: 'type' },
      { title: 'shape' },
      { title: 'minimum', align: 'right' },
      { title: 'maximum', align: 'right' },
      { title: 'mean', align: 'right' },
      { title: 'deviation', align: 'right' },
      { title: 'missing', align: 'right' },
      { title: 'values' },
    ],
    shown.map((part) => [
      part.name === '' ? '(no name)' : part.name,
      part.type,
      part.shape ? shapeText(isTable ? part.shape.slice(1) : part.shape) : '',
      figure(part.minimum),
      figure(part.maximum),
      figure(part.mean),
      figure(part.deviation),
      part.missing === 0 ? '' : formatCount(part.missing),
      part.problem ?? valuesText(part),
    ]),
  );
  const more = parts.length - shown.length;
  return [
    `${path}: ${format}, ${what}`,
    '',
    table,
    ...(more > 0 ? [`... and ${formatCount(more)} more`] : []),
  ].join('\n');
}

/** The different values with their counts, of texts and truths, and of a few whole numbers. */
function valuesText({ kind, values, counts, isWhole }: InspectedPart): string {
  if (!values || values.length === 0) return kind === 'text' ? 'many different ones' : '';
  const each = values.map((value, at) => `${value}: ${formatCount(counts![at]!)}`);
  const text = each.join(', ');
  const isShort = text.length <= MAX_VALUES_WIDTH;
  if (kind === 'number') return isShort && isWhole ? text : '';
  return isShort ? text : `${values.length} different ones`;
}

/** The data set as YAML, under `data:`. */
export function dataEntryYaml({ name, entry }: DataEntry): string {
  const document = new Document({ data: { [name]: entry } });
  const map = document.getIn(['data', name]);
  if (isMap(map)) {
    for (const { key, value } of map.items) {
      const isFields = isScalar(key) && key.value === 'fields';
      if (isFields && isMap(value)) for (const field of value.items) flow(field.value as Node);
      else flow(value as Node);
    }
  }
  return document.toString({ lineWidth: 100, flowCollectionPadding: false });
}

function flow(node: Node | null): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}
