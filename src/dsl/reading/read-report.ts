import { toPlainData } from '../text/index.js';
import type { Located, ReportEntry, ValueReportEntry } from '../document.js';
import { REPORT_EXPRESSIONS, VALUE_REPORTS, type ValueReportKind } from '../report-keys.js';
import { findEntry, type TreeEntry, type YamlTree } from '../text/index.js';
import { nothing, readDataUse } from './read-plan.js';
import {
  asList,
  entriesOfMap,
  locatedKey,
  locatedOptional,
  locatedValue,
  readExpression,
  validEntries,
  validTrees,
  writtenValueAt,
  type ReaderContext,
} from './reader-helpers.js';

export function readReportEntry(entry: TreeEntry, context: ReaderContext): ReportEntry {
  const { value } = entry;
  const { range } = value;
  const name = locatedOptional<string>(value, 'name');
  const curves = writtenValueAt(value, 'curves');
  if (curves) {
    const phases = validTrees(asList(curves)).map((phase) => locatedValue<string>(phase));
    return { kind: 'curves', name, range, phases, scale: locatedOptional(value, 'scale') };
  }
  for (const kind of VALUE_REPORTS) {
    const found = findEntry(value, kind);
    if (found) return { ...readValueReport(kind, found, entry, context), name, range };
  }
  const body = writtenValueAt(value, 'translations') ?? nothing(entry);
  return {
    kind: 'translations',
    name,
    range,
    on: readDataUse(writtenValueAt(body, 'on') ?? nothing(entry)),
    rows: asList(writtenValueAt(body, 'rows')).map((row) => readExpression(row, context)),
    count: locatedOptional<number>(body, 'count'),
    untrained: locatedOptional<boolean>(body, 'untrained'),
  };
}

function readValueReport(
  kind: ValueReportKind,
  { keyRange, value: body }: TreeEntry,
  entry: TreeEntry,
  context: ReaderContext,
): Omit<ValueReportEntry, 'name' | 'range'> {
  const on = writtenValueAt(body, 'on');
  const known = new Set(['on', 'model', 'untrained', ...REPORT_EXPRESSIONS]);
  return {
    kind,
    keyRange,
    on: on ? readDataUse(on) : kind === 'manifold' || kind === 'samples' ? null : readDataUse(nothing(entry)),
    values: entriesOfMap(body)
      .filter(({ key }) => REPORT_EXPRESSIONS.has(key))
      .flatMap(({ key, value }) => readValues(key, value, context)),
    model: locatedOptional<string>(body, 'model'),
    settings: new Map(
      validEntries(entriesOfMap(body))
        .filter(({ key }) => !known.has(key))
        .map(({ key, value }): [string, Located<unknown>] => [
          key,
          { value: toPlainData(value), range: value.range, origin: value.origin },
        ]),
    ),
    untrained: locatedOptional<boolean>(body, 'untrained'),
  };
}

/** One expression, or several by name. */
function readValues(key: string, value: YamlTree, context: ReaderContext): ValueReportEntry['values'] {
  if (value.kind !== 'map') return [{ key, name: null, expression: readExpression(value, context) }];
  return entriesOfMap(value).map((each) => ({
    key,
    name: locatedKey(each),
    expression: readExpression(each.value, context),
  }));
}
