/** What a phase watches: the figures of `stop_early` and `keep`, and which of their values are better. */
import type { PhaseEntry, WatchEntry } from '../../dsl/index.js';
import { didYouMean, suggest, thereIs } from '../../diagnostics/index.js';
import type { Phase, Watched } from '../program.js';
import type { World } from '../world.js';
import { betterOf } from './direction.js';
import { isWhole, type Draft } from './draft.js';
import { validationLosses } from './validation-losses.js';

export type Watching = Pick<Phase, 'keep' | 'stopEarly'>;

/** Undefined after an error, which is reported, or where the phase is not known well enough to tell. */
export function watchingOf(draft: Draft, world: World): Watching | undefined {
  const { keep, stopEarly, validate } = draft.entry;
  if (!isWhole(draft)) {
    for (const watch of [stopEarly, keep?.watch])
      if (watch) checkFigure(watch, possibleFigures(draft), draft, world);
    return undefined;
  }
  const stop = stopEarly && watched(stopEarly, draft, world);
  const best = keep?.watch
    ? watched(keep.watch, draft, world)
    : (stop ?? { figure: validate ? 'val.loss' : 'loss', mode: 'min' as const });
  if (stop === undefined || best === undefined) return undefined;
  return {
    keep: keep?.which.value === 'best' ? { best } : 'last',
    stopEarly: stop && { ...stop, patience: stopEarly!.patience.value },
  };
}

function watched({ monitor, mode }: WatchEntry, draft: Draft, world: World): Watched | undefined {
  const { value: figure, range } = monitor;
  if (!checkFigure({ monitor }, figuresOf(draft), draft, world)) return undefined;
  const found = mode?.value ?? modeOf(figure, draft);
  if (found) return { figure, mode: found };
  world.report({
    code: 'unknown-direction',
    message: `nothing tells whether smaller or larger values of \`${figure}\` are better`,
    range,
    help: `say it: {monitor: ${figure}, mode: min} where smaller ones are, mode: max where larger ones are`,
  });
  return undefined;
}

/** False after an error, which is reported. */
function checkFigure(
  { monitor }: Pick<WatchEntry, 'monitor'>,
  figures: readonly string[],
  { entry }: Draft,
  world: World,
): boolean {
  const { value: figure, range } = monitor;
  if (figures.includes(figure) || entry.hasUnreadFigures) return true;
  world.report({
    code: 'unknown-figure',
    message: `there is no figure \`${figure}\` to watch`,
    range,
    help:
      figure.startsWith('val') && !entry.validate
        ? 'figures of validation data need validate: {data: ...}'
        : didYouMean(suggest(figure, figures), range, thereIs(figures)),
  });
  return false;
}

/** Names of figures that a phase has, whatever else is wrong with it. */
function possibleFigures({ entry }: Draft): string[] {
  const metrics = entry.metrics.map(({ name }) => name.value);
  const updates = entry.updates.flatMap(({ name, losses }) => [
    `loss/${name.value}`,
    ...losses.flatMap((loss) => [`loss/${loss.name.value}`, `loss/${name.value}/${loss.name.value}`]),
  ]);
  const known = new Set(['loss', ...termsOf(entry), ...metrics]);
  const own = [...known, ...updates.filter((name) => !known.has(name))];
  return entry.validate ? [...own, ...own.map((name) => `val.${name}`)] : own;
}

/** Losses are made small. What a metric is better by, its functions tell. */
function modeOf(figure: string, { step }: Draft): Watched['mode'] | null {
  const name = figure.replace(/^val\./, '');
  const metric = step.metrics.find((one) => one.name === name);
  if (!metric) return 'min';
  const better = betterOf(step.wires, metric.wire);
  return better && (better === 'smaller' ? 'min' : 'max');
}

/** Names of all figures that an epoch may have. */
function figuresOf({ entry, step, validation }: Draft): string[] {
  const metrics = step.metrics.map(({ name }) => name);
  const own = ['loss', ...termsOf(entry), ...metrics];
  if (!entry.validate) return own;
  const losses = validation ? validationLosses(entry, validation.step).map(({ name }) => name) : [];
  const terms = losses.length > 1 ? losses.map((name) => `loss/${name}`) : [];
  return [...own, ...['loss', ...terms, ...metrics].map((name) => `val.${name}`)];
}

/** Figures of single losses, where there are several or the weight of one moves. */
function termsOf({ updates }: PhaseEntry): string[] {
  const several = updates.length > 1;
  return updates.flatMap(({ name, losses }) => {
    const prefix = several ? `loss/${name.value}` : 'loss';
    const apart = losses.length > 1 || losses.some(({ weight }) => weight !== null && 'ramp' in weight);
    const terms = apart ? losses.map((loss) => `${prefix}/${loss.name.value}`) : [];
    return several ? [prefix, ...terms] : terms;
  });
}
