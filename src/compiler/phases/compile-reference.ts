import type { PhaseEntry } from '../../dsl/index.js';
import type { Phase } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { isFullyKnown, type PhaseDraft } from './draft-phase.js';
import { figuresOf, possibleFigures } from './figures.js';
import { checkFigure } from './monitor.js';

/** The figures that others reached, of those that the phase has; one that it doesn't have is reported. */
export function compileReference(draft: PhaseDraft, context: CompileContext): Phase['reference'] {
  const figures = isFullyKnown(draft) ? figuresOf(draft) : possibleFigures(draft);
  const known = draft.entry.reference.filter(({ figure }) =>
    checkFigure({ monitor: figure }, figures, draft, context, ' of this phase to compare with'),
  );
  return known.flatMap(({ figure, values }) => values.map((one) => referenceOf(figure.value, one)));
}

const referenceOf = (
  figure: string,
  { epoch, value }: PhaseEntry['reference'][number]['values'][number],
) => ({
  figure,
  epoch,
  value: value.value,
});
