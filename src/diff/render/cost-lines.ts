import type { PhaseCost } from '../diff-types.js';
import { listText } from '../text/index.js';

/** What is trained and why, what is kept: one line each. */
export function costLines(cost: readonly PhaseCost[]): string[] {
  const of = <S extends PhaseCost['status']>(status: S) =>
    cost.filter((one): one is Extract<PhaseCost, { status: S }> => one.status === status);
  const line = (title: string, items: readonly string[], separator = ', '): string[] =>
    items.length === 0 ? [] : [`${title}: ${items.join(separator)}`];
  const because = (reasons: readonly { what: string }[]): string => {
    const whats = [...new Set(reasons.map(({ what }) => what))];
    return whats.length > 0 ? ` (${whats.join(', ')})` : '';
  };
  const pending = new Map<string, Extract<PhaseCost, { status: 'pending' }>[]>();
  for (const one of of('pending')) {
    const parents = listText(one.parents);
    pending.set(parents, [...(pending.get(parents) ?? []), one]);
  }
  return [
    ...line(
      'to train',
      of('train').map(({ phase, reasons }) => `${phase}${because(reasons)}`),
    ),
    ...line(
      'goes on',
      of('continues').map(
        ({ phase, fromEpoch, toEpoch }) => `${phase} from epoch ${fromEpoch}, up to ${toEpoch}`,
      ),
    ),
    ...line(
      'to train if the data differ',
      of('data').map(({ phase, reasons }) => `${phase}${because(reasons)}`),
    ),
    ...[...pending].flatMap(([parents, phases]) =>
      line(
        `kept if ${parents} ${phases[0]!.parents.length === 1 ? 'comes' : 'come'} out the same`,
        phases.map(({ phase }) => phase),
      ),
    ),
    ...line(
      'only figures',
      of('figures').map(({ phase, figures }) => `${phase} (${figures.join(', ')})`),
    ),
    ...line(
      'kept',
      of('kept').map(({ phase }) => phase),
    ),
  ];
}
