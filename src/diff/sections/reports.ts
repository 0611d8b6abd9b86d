import { rootsOfReport, type CurvesReport, type Report, type ReportRoot } from '../../compiler/index.js';
import { added, changed, removed } from '../changes.js';
import { pairEntries, type Comparison } from '../comparison.js';
import type { Change, EntryDiff } from '../diff-types.js';
import { entryOf } from '../entries.js';
import { wireNumbers } from '../match/index.js';
import { type ExpressionWriter, listText, numberOf, valueText } from '../text/index.js';
import { fromChanges } from './evaluations.js';

type Computed = Exclude<Report, CurvesReport>;

export function reportDiffs(comparison: Comparison): EntryDiff[] {
  const { a, b, writers } = comparison;
  return pairEntries(a.reports, b.reports).flatMap((pair): EntryDiff[] => {
    if (!pair.a) return [entryOf('report', 'added', pair.b, { summary: reportText(pair.b, writers.b) })];
    if (!pair.b) return [entryOf('report', 'removed', pair.a, { summary: reportText(pair.a, writers.a) })];
    const changes = reportChanges(pair.a, pair.b, comparison).map((change): Change => ({
      ...change,
      affects: 'nothing',
    }));
    return changes.length === 0 ? [] : [entryOf('report', 'changed', pair.b, { changes })];
  });
}

const textsOf = (report: Computed, { text }: ExpressionWriter): string[] =>
  rootsOfReport(report).map(({ wire }) => text(report.wires, wire));

const useText = ({ data }: Computed): string => (data ? `${data.dataset}.${data.split}` : 'no data');

function reportText(report: Report, writer: ExpressionWriter): string {
  if (report.kind === 'curves') return `of ${listText(report.phases)}`;
  if (report.kind === 'translations')
    return `${listText(textsOf(report, writer))} of ${numberOf(report.count, 'example')} of ${useText(report)}`;
  const shown = [...textsOf(report, writer), ...(report.model ? [report.model.name] : [])];
  return `${report.kind} of ${listText(shown)}${report.data ? ` on ${useText(report)}` : ''}`;
}

function reportChanges(a: Report, b: Report, comparison: Comparison): Change[] {
  if (a.kind === 'curves' && b.kind === 'curves') return curveChanges(a, b);
  if (a.kind === 'curves' || b.kind === 'curves' || a.kind !== b.kind) return changed('kind', a.kind, b.kind);
  return [
    ...changed('on', useText(a), useText(b)),
    ...valueChanges(a, b, comparison),
    ...settingChanges(a, b),
    ...fromChanges(a, b),
  ];
}

function curveChanges(a: CurvesReport, b: CurvesReport): Change[] {
  const [before, after] = [new Set(a.phases), new Set(b.phases)];
  const members = [
    ...b.phases.filter((phase) => !before.has(phase)).map((phase) => added('curve', phase)),
    ...a.phases.filter((phase) => !after.has(phase)).map((phase) => removed('curve', phase)),
  ];
  const order = members.length > 0 ? members : changed('order', a.phases.join(', '), b.phases.join(', '));
  return [...order, ...changed('scale', a.scale ?? 'auto', b.scale ?? 'auto')];
}

/** What a report shows, key by key. */
function valueChanges(a: Computed, b: Computed, { interner, writers }: Comparison): Change[] {
  const sideOf = (report: Computed) => {
    const numbers = wireNumbers(report.wires, interner);
    const byKey = new Map<string, ReportRoot[]>();
    for (const root of rootsOfReport(report)) byKey.set(root.key, [...(byKey.get(root.key) ?? []), root]);
    const named = (root: ReportRoot, value: string | number) =>
      root.name === null ? String(value) : `${root.name}: ${value}`;
    return {
      keys: [...byKey.keys()],
      numbers: (key: string) => (byKey.get(key) ?? []).map((root) => named(root, numbers[root.wire]!)).join(),
      texts: (key: string) =>
        (byKey.get(key) ?? [])
          .map((root) => named(root, writers.common.text(report.wires, root.wire)))
          .join(', ') || 'none',
    };
  };
  const [before, after] = [sideOf(a), sideOf(b)];
  return [...new Set([...before.keys, ...after.keys])].flatMap((key) =>
    before.numbers(key) === after.numbers(key) ? [] : changed(key, before.texts(key), after.texts(key)),
  );
}

function settingChanges(a: Computed, b: Computed): Change[] {
  const settingsOf = (report: Computed): Map<string, unknown> =>
    new Map(
      report.kind === 'translations'
        ? [['count', report.count]]
        : [
            ...(report.model ? [['model', report.model.name] as const] : []),
            ...Object.entries(report.settings),
          ],
    );
  const [before, after] = [settingsOf(a), settingsOf(b)];
  return [...after].flatMap(([key, value]) =>
    changed(key, valueText(before.get(key) ?? 'all'), valueText(value ?? 'all')),
  );
}
