/** Names of the figures of a phase: as in the metrics of an epoch. */
import type { PhaseEntry } from '../../dsl/index.js';
import type { PhaseDraft } from './draft-phase.js';
import { isMoving } from './compile-schedule.js';
import { validationLosses } from './validation-losses.js';

/** Names of the figures that a phase may have, as far as they are known after an error. */
export function possibleFigures({ entry }: PhaseDraft): string[] {
  const metrics = entry.metrics.map(({ name }) => name.value);
  const updates = entry.updates.flatMap(({ name, losses }) => [
    `loss/${name.value}`,
    ...losses.flatMap((loss) => [`loss/${loss.name.value}`, `loss/${name.value}/${loss.name.value}`]),
  ]);
  const known = new Set(['loss', ...termsOf(entry), ...metrics]);
  const own = [...known, ...updates.filter((name) => !known.has(name))];
  return entry.validate ? [...own, ...own.map((name) => `val.${name}`)] : own;
}

/** Names of all figures that an epoch may have. */
export function figuresOf({ entry, step, validation }: PhaseDraft): string[] {
  const metrics = step.metrics.map(({ name }) => name);
  const own = ['loss', ...termsOf(entry), ...metrics];
  if (!entry.validate) return own;
  const losses = validation ? validationLosses(entry, validation.step).map(({ name }) => name) : [];
  const terms = losses.length > 1 ? losses.map((name) => `loss/${name}`) : [];
  return [...own, ...['loss', ...terms, ...metrics].map((name) => `val.${name}`)];
}

/** Figures of single losses, if there are several or a weight changes over time. */
function termsOf({ updates }: PhaseEntry): string[] {
  const several = updates.length > 1;
  return updates.flatMap(({ name, losses }) => {
    const prefix = several ? `loss/${name.value}` : 'loss';
    const apart = losses.length > 1 || losses.some(({ weight }) => isMoving(weight));
    const terms = apart ? losses.map((loss) => `${prefix}/${loss.name.value}`) : [];
    return several ? [prefix, ...terms] : terms;
  });
}
