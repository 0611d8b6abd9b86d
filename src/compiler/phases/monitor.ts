/** The metrics that `stop_early` and `keep` monitor, and which of their values are better. */
import type { MonitorEntry, PlateauEntry } from '../../dsl/index.js';
import { didYouMean, nearestName, availableNamesText } from '../../diagnostics/index.js';
import type { Phase, MonitoredFigure } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { betterDirectionOf } from './better-direction.js';
import { isFullyKnown, type PhaseDraft } from './draft-phase.js';
import { figuresOf, possibleFigures } from './figures.js';

export type PhaseMonitors = Pick<Phase, 'keep' | 'stopEarly' | 'plateau'>;

/** Undefined after an error, which is reported, or if the phase is not fully known. */
export function compileMonitors(draft: PhaseDraft, context: CompileContext): PhaseMonitors | undefined {
  const { keep, stopEarly, validate, learningRate } = draft.entry;
  const plateau = learningRate && 'plateau' in learningRate ? learningRate.plateau : null;
  if (!isFullyKnown(draft)) {
    for (const watch of [stopEarly, keep?.watch, plateau])
      if (watch) checkFigure(watch, possibleFigures(draft), draft, context);
    return undefined;
  }
  const stop = stopEarly && compileMonitor(stopEarly, draft, context);
  const best = keep?.watch
    ? compileMonitor(keep.watch, draft, context)
    : (stop ?? { figure: validate ? 'val.loss' : 'loss', mode: 'min' as const });
  const watched = plateau && compileMonitor(plateau, draft, context);
  if (stop === undefined || best === undefined || watched === undefined) return undefined;
  return {
    keep: keep?.which.value === 'best' ? { best } : 'last',
    stopEarly: stop && { ...stop, patience: stopEarly!.patience.value },
    ...(watched && plateau ? { plateau: { ...numbersOf(plateau), ...watched } } : {}),
  };
}

const numbersOf = ({ factor, patience, minDelta, cooldown, least }: PlateauEntry) => ({
  factor,
  patience,
  minDelta,
  cooldown,
  least,
});

function compileMonitor(
  { monitor, mode }: MonitorEntry,
  draft: PhaseDraft,
  context: CompileContext,
): MonitoredFigure | undefined {
  const { value: figure, range } = monitor;
  if (!checkFigure({ monitor }, figuresOf(draft), draft, context)) return undefined;
  const found = mode?.value ?? monitorModeOf(figure, draft);
  if (found) return { figure, mode: found };
  context.report({
    code: 'unknown-direction',
    message: `nothing tells whether smaller or larger values of \`${figure}\` are better`,
    range,
    help: `say it: {monitor: ${figure}, mode: min} where smaller ones are, mode: max where larger ones are`,
  });
  return undefined;
}

/** False after an error, which is reported. */
export function checkFigure(
  { monitor }: Pick<MonitorEntry, 'monitor'>,
  figures: readonly string[],
  { entry }: PhaseDraft,
  context: CompileContext,
  purpose = ' to watch',
): boolean {
  const { value: figure, range } = monitor;
  if (figures.includes(figure) || entry.hasUnreadFigures) return true;
  context.report({
    code: 'unknown-figure',
    message: `there is no figure \`${figure}\`${purpose}`,
    range,
    help:
      figure.startsWith('val') && !entry.validate
        ? `${/^val_./.test(figure) ? `in lagraph this is \`${figure.replace('val_', 'val.')}\`; ` : ''}figures of validation data need validate: {data: ...}`
        : didYouMean(nearestName(figure, figures), range, availableNamesText(figures)),
  });
  return false;
}

/** Losses are minimized. For a metric, the direction follows from its functions. */
function monitorModeOf(figure: string, { step }: PhaseDraft): MonitoredFigure['mode'] | null {
  const name = figure.replace(/^val\./, '');
  const metric = step.metrics.find((one) => one.name === name);
  if (!metric) return 'min';
  const better = betterDirectionOf(step.wires, metric.wire);
  return better && (better === 'smaller' ? 'min' : 'max');
}
