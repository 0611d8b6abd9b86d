import type pc from 'picocolors';
import type { RunEvent } from '../../runtime/index.js';
import { formatFigure, formatSeconds, SIMULATED_DATA_LABEL } from '../../report/index.js';
import { escapeControlCharactersDeep } from '../../diagnostics/index.js';
import { pluralize } from '../pluralize.js';

export type Colours = ReturnType<typeof pc.createColors>;

export interface ProgressStyle {
  colours: Colours;
  unicode: boolean;
  /** `epochs` also prints epochs and beginnings of phases: for logs, which have no progress bar. */
  detail: 'phases' | 'epochs';
}

/** The lines that an event prints permanently; most events print none. */
export function eventLines(rawEvent: RunEvent, style: ProgressStyle): string[] {
  const event = escapeControlCharactersDeep(rawEvent);
  const { colours } = style;
  const mark = (unicode: string, ascii: string): string => (style.unicode ? unicode : ascii);
  switch (event.event) {
    case 'start': {
      const jobs = event.jobs > 1 ? `, up to ${event.jobs} at a time` : '';
      const phases = pluralize(event.phases.length, 'phase');
      return [
        `${colours.bold(event.graph)}  run ${event.run}, engine ${event.engine}, ${phases}${jobs}`,
        ...(event.simulated
          ? [
              colours.bgRed(colours.white(` ${SIMULATED_DATA_LABEL} `)) +
                ' figures of this run say nothing about real data',
            ]
          : []),
        ...Object.entries(event.reasons?.phases ?? {}).map(([phase, why]) =>
          colours.dim(`  ${phase}: ${why}`),
        ),
      ];
    }
    case 'notice':
      return [
        `${event.level === 'info' ? colours.dim(mark('·', '-')) : colours.yellow(mark('▲', '!'))} ${event.phase ? `${event.phase}: ` : ''}${event.message}`,
      ];
    case 'data': {
      const simulated = event.simulated ? `  ${colours.red(SIMULATED_DATA_LABEL)}` : '';
      return style.detail === 'epochs' || event.simulated
        ? [`${colours.dim('data')} ${event.dataset}: ${event.origin}${simulated}`]
        : [];
    }
    case 'begin': {
      if (style.detail === 'phases') return [];
      const from = event.fromEpoch > 0 ? `, going on after epoch ${event.fromEpoch}` : '';
      return [
        `${event.phase}: begins, ${pluralize(event.epochs, 'epoch')} of ${pluralize(event.steps, 'step')}${from}`,
      ];
    }
    case 'progress':
      return [];
    case 'epoch':
      return style.detail === 'phases'
        ? []
        : [
            `${event.phase}: epoch ${event.epoch}/${event.epochs}  ${metricsText(event.metrics)}  ${formatSeconds(event.seconds)}`,
          ];
    case 'phase': {
      const cached = event.status === 'cached';
      const sign = cached ? colours.dim(mark('=', '=')) : colours.green(mark('✓', '+'));
      const time = cached ? '' : ` in ${formatSeconds(event.seconds)}`;
      const how = [`${event.status}${time}`, ...keptEpochText(event)].join(', ');
      return [`${sign} ${event.name}: ${how}  ${metricsText(event.metrics)}`.trimEnd()];
    }
    case 'evaluate': {
      // A metric without an expectation is neither passed nor missed.
      const sign =
        event.expect === null
          ? colours.dim(mark('·', '-'))
          : event.ok
            ? colours.green(mark('✓', '+'))
            : colours.red(mark('✗', 'x'));
      const expected =
        event.expect === null
          ? ''
          : event.ok
            ? `  (${event.expect})`
            : `  ${colours.red(`expected ${event.expect}`)}`;
      const simulated = event.simulated ? `  ${colours.red(SIMULATED_DATA_LABEL)}` : '';
      const spread = event.spread === undefined ? '' : ` ± ${formatFigure(event.spread)}`;
      return [`${sign} ${event.name} = ${formatFigure(event.value)}${spread}${expected}${simulated}`];
    }
    case 'failed':
      return [`${colours.red(mark('✗', 'x'))} ${event.phase ? `${event.phase}: ` : ''}${event.message}`];
    case 'timings':
    case 'done':
      return [];
  }
}

/** Whether a phase was stopped early, and which epoch's weights were kept if not the last one's. */
function keptEpochText({ epochs, kept, stopped }: Extract<RunEvent, { event: 'phase' }>): string[] {
  const best = stopped?.best;
  // Early stopping comes after the best epoch: here nothing was left to do.
  if (stopped && best?.epoch === stopped.epoch)
    return [`ended after epoch ${stopped.epoch} of ${stopped.of}, when nothing moved any more`];
  return [
    ...(stopped ? [`stopped early after epoch ${stopped.epoch} of ${stopped.of}`] : []),
    ...(stopped && best
      ? [`${stopped.figure} best in epoch ${best.epoch} (${formatFigure(best.value)})`]
      : []),
    ...(kept < epochs ? [`epoch ${kept} kept`] : []),
  ];
}

/** `loss 0.0236  val.loss 0.0250  accuracy 0.9913` */
export function metricsText(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name} ${formatFigure(value)}`)
    .join('  ');
}
