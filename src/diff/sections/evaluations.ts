import { expectationText, type Evaluation, type Report } from '../../compiler/index.js';
import { added, changed, removed } from '../changes.js';
import { pairEntries, type Comparison } from '../comparison.js';
import type { Change, EntryDiff } from '../diff-types.js';
import { entryOf, formerName } from '../entries.js';
import { wireNumbers } from '../match/index.js';
import { type ExpressionWriter, listText, numberOf, valueText } from '../text/index.js';
import { expressionChanges } from './phases.js';

const evaluationText = ({ data, wires, measure, expect }: Evaluation, { text }: ExpressionWriter): string =>
  [
    `${text(wires, measure)} on ${data.dataset}.${data.split}`,
    ...(expect ? [`expected ${expectText(expect)}`] : []),
  ].join(', ');

const expectText = (expect: Evaluation['expect']): string => (expect ? expectationText(expect) : 'nothing');

export function evaluationDiffs(comparison: Comparison): EntryDiff[] {
  const { a, b, correspondence, interner, writers } = comparison;
  return pairEntries(a.evaluations, b.evaluations).flatMap((pair): EntryDiff[] => {
    if (!pair.a)
      return [entryOf('evaluate', 'added', pair.b, { summary: evaluationText(pair.b, writers.b) })];
    if (!pair.b)
      return [entryOf('evaluate', 'removed', pair.a, { summary: evaluationText(pair.a, writers.a) })];
    const was = formerName(correspondence.evaluations, pair.b.name);
    const side = ({ wires, measure }: Evaluation) => ({
      wires,
      numbers: wireNumbers(wires, interner),
      id: measure,
      text: writers.common.text,
    });
    const use = ({ data }: Evaluation) => `${data.dataset}.${data.split}`;
    const changes: Change[] = [
      ...changed('on', use(pair.a), use(pair.b), { affects: 'figures' }),
      ...expressionChanges('measure', side(pair.a), side(pair.b), 'figures'),
      ...changed('expected', expectText(pair.a.expect), expectText(pair.b.expect), { affects: 'nothing' }),
      ...changed('reference', valueText(pair.a.reference ?? 'none'), valueText(pair.b.reference ?? 'none'), {
        affects: 'nothing',
      }),
      ...fromChanges(pair.a, pair.b),
    ];
    if (was === null && changes.length === 0) return [];
    const summary = was !== null && changes.length === 0 ? 'the same measure' : null;
    return [entryOf('evaluate', was === null ? 'changed' : 'renamed', pair.b, { was, changes, summary })];
  });
}

/** Networks that are taken from another phase. */
function fromChanges(a: Pick<Evaluation, 'networks'>, b: Pick<Evaluation, 'networks'>): Change[] {
  const before = new Map(a.networks.map(({ name, from }) => [name, from]));
  return b.networks.flatMap(({ name, from }) => {
    const old = before.get(name);
    if (old === undefined) return [];
    return changed(`${name} as trained by`, old ?? 'no phase', from ?? 'no phase', { affects: 'figures' });
  });
}

type Translations = Extract<Report, { kind: 'translations' }>;

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

const rowTexts = ({ wires, rows }: Translations, { text }: ExpressionWriter): string[] =>
  rows.map((row) => text(wires, row));

function reportText(report: Report, writer: ExpressionWriter): string {
  if (report.kind === 'curves') return `of ${listText(report.phases)}`;
  return `${listText(rowTexts(report, writer))} of ${numberOf(report.count, 'example')} of ${report.data.dataset}.${report.data.split}`;
}

function reportChanges(a: Report, b: Report, comparison: Comparison): Change[] {
  if (a.kind === 'curves' && b.kind === 'curves') {
    const [before, after] = [new Set(a.phases), new Set(b.phases)];
    const members = [
      ...b.phases.filter((phase) => !before.has(phase)).map((phase) => added('curve', phase)),
      ...a.phases.filter((phase) => !after.has(phase)).map((phase) => removed('curve', phase)),
    ];
    return members.length > 0 ? members : changed('order', a.phases.join(', '), b.phases.join(', '));
  }
  if (a.kind === 'curves' || b.kind === 'curves') return changed('kind', a.kind, b.kind);
  const { interner, writers } = comparison;
  const numbers = ({ wires, rows }: Translations) => {
    const all = wireNumbers(wires, interner);
    return rows.map((row) => all[row]).join();
  };
  return [
    ...changed('on', `${a.data.dataset}.${a.data.split}`, `${b.data.dataset}.${b.data.split}`),
    ...(numbers(a) === numbers(b)
      ? []
      : changed('rows', rowTexts(a, writers.common).join(', '), rowTexts(b, writers.common).join(', '))),
    ...changed('count', String(a.count), String(b.count)),
    ...fromChanges(a, b),
  ];
}
