/** Names of the figures of a phase: as in the metrics of an epoch. */
import { REGULARIZATION } from '../regularization.js';
import type { PhaseDraft } from './draft-phase.js';
import { argumentsOf } from './compile-solve.js';
import { isMoving } from '../schedules/index.js';
import { isTotal } from '../expressions/index.js';
import type { LoweredStep } from './lower-step.js';
import { validationLosses } from './validation-losses.js';

/** Names of the figures that a phase may have, as far as they are known after an error. */
export function possibleFigures(draft: PhaseDraft): string[] {
  const { entry, solve } = draft;
  if (solve) return figuresOf(draft);
  const metrics = entry.metrics.map(({ name }) => name.value);
  const updates = entry.updates.flatMap(({ name, losses }) => [
    `loss/${name.value}`,
    `loss/${REGULARIZATION}`,
    `loss/${name.value}/${REGULARIZATION}`,
    ...losses.flatMap((loss) => [`loss/${loss.name.value}`, `loss/${name.value}/${loss.name.value}`]),
  ]);
  const known = new Set(['loss', ...termsOf(draft), ...metrics]);
  const own = [...known, ...updates.filter((name) => !known.has(name))];
  return entry.validate ? [...own, ...own.map((name) => `val.${name}`)] : own;
}

/** Names of all figures that an epoch may have. */
export function figuresOf(draft: PhaseDraft): string[] {
  const { entry, step, validation, solve } = draft;
  const metrics = step.metrics.map(({ name }) => name);
  if (solve) return [...solveFigures(draft), ...metrics.map((name) => `val.${name}`)];
  const own = ['loss', ...termsOf(draft), ...trainingMetrics(step).map(({ name }) => name)];
  if (!entry.validate) return own;
  const losses = validation ? validationLosses(entry, validation.step).map(({ name }) => name) : [];
  const terms = losses.length > 1 ? losses.map((name) => `loss/${name}`) : [];
  return [...own, ...['loss', ...terms, ...metrics].map((name) => `val.${name}`)];
}

/** Figures of a method; as far as they are known after an error. */
function solveFigures({ solve, step }: PhaseDraft): string[] {
  const { solver, solved } = solve!;
  if (!solved || !step.solved) return ['loss'];
  const shapes = { inputs: [], second: [], weights: solved.map(({ weight }) => weight.shape) };
  return solver.figures(shapes, argumentsOf(solve!));
}

/** Metrics of training: those that are means over its examples. Others have a value in validation alone. */
export const trainingMetrics = ({ wires, metrics }: LoweredStep): LoweredStep['metrics'] =>
  metrics.filter(({ wire }) => !isTotal(wires, wire));

/** Figures of single losses, if there are several or a weight changes over time. */
function termsOf({ updates }: PhaseDraft): string[] {
  const several = updates.length > 1;
  return updates.flatMap(({ entry: { name, losses }, isRegularized }) => {
    const prefix = several ? `loss/${name.value}` : 'loss';
    const apart = isRegularized || losses.length > 1 || losses.some(({ weight }) => isMoving(weight));
    const terms = apart ? losses.map((loss) => `${prefix}/${loss.name.value}`) : [];
    if (isRegularized) terms.push(`${prefix}/${REGULARIZATION}`);
    return several ? [prefix, ...terms] : terms;
  });
}
