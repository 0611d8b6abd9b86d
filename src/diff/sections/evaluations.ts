import { expectationText, type Evaluation } from '../../compiler/index.js';
import { changed } from '../changes.js';
import { pairEntries, type Comparison } from '../comparison.js';
import type { Change, EntryDiff } from '../diff-types.js';
import { entryOf, formerName } from '../entries.js';
import { wireNumbers } from '../match/index.js';
import { type ExpressionWriter, valueText } from '../text/index.js';
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
export function fromChanges(a: Pick<Evaluation, 'networks'>, b: Pick<Evaluation, 'networks'>): Change[] {
  const before = new Map(a.networks.map(({ name, from }) => [name, from]));
  return b.networks.flatMap(({ name, from }) => {
    const old = before.get(name);
    if (old === undefined) return [];
    return changed(`${name} as trained by`, old ?? 'no phase', from ?? 'no phase', { affects: 'figures' });
  });
}
