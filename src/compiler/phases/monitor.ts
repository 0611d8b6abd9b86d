import type { PhaseEntry } from '../../dsl/index.js';
import { didYouMean, suggest, thereIs } from '../../diagnostics/index.js';
import type { World } from '../world.js';
import { isWhole, type Draft } from './draft.js';

/** `stop_early` looks at a figure that there is. */
export function checkMonitor(draft: Draft, world: World): void {
  const { entry, step, validation } = draft;
  const { stopEarly } = entry;
  if (!stopEarly || !isWhole(draft)) return;
  const own = ['loss', ...termsOf(entry), ...step.metrics.map(({ name }) => name)];
  const figures = validation || entry.validate ? [...own, ...own.map((name) => `val.${name}`)] : own;
  const { value, range } = stopEarly.monitor;
  if (figures.includes(value)) return;
  world.report({
    code: 'unknown-figure',
    message: `there is no figure \`${value}\` to watch`,
    range,
    help:
      value.startsWith('val') && !entry.validate
        ? 'figures of validation data need validate: {data: ...}'
        : didYouMean(suggest(value, figures), range, thereIs(figures)),
  });
}

/** Figures of single losses, where there are several. */
function termsOf({ updates }: PhaseEntry): string[] {
  const several = updates.length > 1;
  return updates.flatMap(({ name, losses }) => {
    const prefix = several ? `loss/${name.value}` : 'loss';
    const terms = losses.length > 1 ? losses.map((loss) => `${prefix}/${loss.name.value}`) : [];
    return several ? [prefix, ...terms] : terms;
  });
}
