import { MarkupKind, type Hover, type Position } from 'vscode-languageserver';
import type { Analysis } from '../analysis.js';
import { roleAt } from '../completion/index.js';
import { placeAt, type Place } from '../place.js';
import {
  describeFunction,
  describeKey,
  describeWord,
  findFunction,
  findWord,
  formsOf,
  schemasAt,
} from '../schema/index.js';
import { scanExpression, type GraphSymbol, type Occurrence } from '../symbols/index.js';
import { describeLayersAt, describeSymbol } from './describe-symbol.js';

type Described = { text: string; start: number; end: number };

/** What the name, the word or the key at a position is. */
export function hoverAt(analysis: Analysis, position: Position): Hover | null {
  const offset = analysis.offset(position);
  const found = symbolAt(analysis, offset) ?? wordAt(analysis, offset);
  if (!found) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: found.text },
    range: analysis.range(found),
  };
}

function symbolAt(analysis: Analysis, offset: number): Described | undefined {
  const occurrence = analysis.occurrenceAt(offset);
  const text = occurrence && describeSymbol(analysis, symbolAsWritten(analysis, occurrence));
  return text === undefined ? undefined : { text, start: occurrence!.start, end: occurrence!.end };
}

/** Of a name that a loop makes, what is made under that name. */
function symbolAsWritten({ text }: Analysis, { symbol, start, end }: Occurrence): GraphSymbol {
  const written = text.slice(start, end);
  return symbol.name.includes('${') && !written.includes('${') ? { ...symbol, name: written } : symbol;
}

function wordAt(analysis: Analysis, offset: number): Described | undefined {
  const place = placeAt(analysis.tree(), offset);
  if (!place) return undefined;
  return place.isKey ? keyAt(analysis, place) : valueAt(analysis, place, offset);
}

function keyAt(analysis: Analysis, place: Place): Described | undefined {
  const { entry, path, containers } = place;
  if (!entry) return undefined;
  const { start, end } = entry.keyRange;
  const word = findWord(entry.key, analysis.words());
  if (word) {
    const layers = describeLayersAt(analysis, path, entry.keyRange.start);
    return { text: [describeWord(word), ...layers].join('\n\n'), start, end };
  }
  const text = describePath(path, containers, entry.value);
  return text === undefined ? undefined : { text, start, end };
}

function valueAt(analysis: Analysis, place: Place, offset: number): Described | undefined {
  const { scalar, path, containers } = place;
  if (!scalar) return undefined;
  const { start, end } = scalar.range;
  if (typeof scalar.value === 'string') {
    if (roleAt(path)?.role === 'expression') {
      const inExpression = functionAt(analysis, scalar, offset);
      if (inExpression) return inExpression;
    }
    const word = findWord(scalar.value, analysis.words());
    if (word) {
      const layers = describeLayersAt(analysis, path, start);
      return { text: [describeWord(word), ...layers].join('\n\n'), start, end };
    }
  }
  // A value is what its key says.
  const text = describePath(path, containers, scalar);
  return text === undefined ? undefined : { text, start, end };
}

/** A function, or an option of one, in an expression. */
function functionAt(
  analysis: Analysis,
  { value, text }: NonNullable<Place['scalar']>,
  offset: number,
): Described | undefined {
  if (!text || typeof value !== 'string') return undefined;
  for (const { kind, parts, ...name } of scanExpression(value).names) {
    const [first] = parts;
    if (!first) continue;
    const { start, end } = text.range(first.start, first.end);
    if (offset < start || offset > end) continue;
    if (kind === 'callee') {
      const description = describeFunction(first.text, analysis.words());
      if (description !== undefined) return { text: description, start, end };
    }
    if (kind === 'option' && 'callee' in name) {
      const options = findFunction(name.callee, analysis.words())?.options as
        { properties?: Record<string, { description?: string }> } | undefined;
      const option = options?.properties?.[first.text];
      if (option) return { text: describeKey(first.text, option), start, end };
    }
  }
  return undefined;
}

/** What the published schema says of a value: of the form that is written. */
function describePath(
  path: readonly (string | number)[],
  containers: Place['containers'],
  value: Place['containers'][number],
): string | undefined {
  const key = path.at(-1);
  const schemas = schemasAt(path, containers);
  const described = schemas.flatMap((schema) => [
    ...(schema.description === undefined ? [] : [schema]),
    ...formsOf(schema, value, true),
  ]);
  const schema = described.find(({ description }) => description !== undefined);
  if (!schema) return undefined;
  return typeof key === 'string' ? describeKey(key, schema) : schema.description;
}
