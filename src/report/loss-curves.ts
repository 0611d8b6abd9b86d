import { SIMULATED_DATA_LABEL } from './result-tables.js';
import { escapeToOneLine } from '../diagnostics/index.js';

/** The metrics of a phase by epoch. */
export interface PhaseLosses {
  phase: string;
  /** One entry an epoch, in order; `epoch` counts from 1. */
  epochs: readonly { epoch: number; metrics: Readonly<Record<string, number>> }[];
}

export interface LossCurvesOptions {
  title: string;
  simulated: boolean;
}

const PANEL = { width: 380, height: 240 };
const PLOT_MARGIN = { left: 58, top: 34, right: 14, bottom: 34 };
const TITLE_HEIGHT = 40;
const MAX_MARKERS = 40;
const COLOURS = { training: '#1f6fb4', validation: '#d9661f' };

/**
 * Training and validation loss by epoch, one panel a phase, as a self-contained SVG. Points that are not finite are
 * left out.
 */
export function lossCurvesSvg(curves: readonly PhaseLosses[], options: LossCurvesOptions): string {
  const columns = Math.max(1, Math.min(3, curves.length));
  const rows = Math.ceil(curves.length / columns);
  const head = TITLE_HEIGHT + (options.simulated ? 30 : 0);
  const width = columns * PANEL.width;
  const height = head + rows * PANEL.height;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="#333">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
  ];
  if (options.simulated) {
    parts.push(
      `<rect width="${width}" height="30" fill="#c81e1e"/>`,
      `<text x="${width / 2}" y="20" text-anchor="middle" font-size="15" font-weight="bold" fill="#fff">${SIMULATED_DATA_LABEL}</text>`,
    );
  }
  parts.push(
    `<text x="12" y="${head - 14}" font-size="15" font-weight="bold">${escapeXml(options.title)}</text>`,
    legend(width, head - 14),
    ...curves.map((curve, at) =>
      phasePanel(curve, (at % columns) * PANEL.width, head + Math.floor(at / columns) * PANEL.height),
    ),
    '</svg>',
    '',
  );
  return parts.join('\n');
}

function legend(width: number, y: number): string {
  return [
    `<g text-anchor="end"><text x="${width - 14}" y="${y}" fill="${COLOURS.validation}">validation loss</text>`,
    `<text x="${width - 104}" y="${y}" fill="${COLOURS.training}">loss</text></g>`,
  ].join('');
}

type Point = readonly [x: number, y: number];

/** Losses above this are not plotted. */
const MAX_PLOTTED_LOSS = 1e300;

function phasePanel(curve: PhaseLosses, x: number, y: number): string {
  const training = plottedPoints(curve, ['loss']);
  const validation = plottedPoints(curve, ['val.loss', 'val_loss']);
  const all = [...training, ...validation];
  const title = `<text x="${PLOT_MARGIN.left}" y="22" font-size="13" font-weight="bold">${escapeXml(curve.phase)}</text>`;
  if (all.length === 0) {
    return `<g transform="translate(${x} ${y})">${title}<text x="${PLOT_MARGIN.left}" y="60">${curve.epochs.length > 0 ? 'losses were not recorded' : 'no epochs recorded'}</text></g>`;
  }
  const across = axisTicks(
    Math.min(...all.map(([epoch]) => epoch)),
    Math.max(...all.map(([epoch]) => epoch)),
    true,
  );
  const up = axisTicks(
    Math.min(...all.map(([, loss]) => loss)),
    Math.max(...all.map(([, loss]) => loss)),
    false,
  );
  const inner = {
    width: PANEL.width - PLOT_MARGIN.left - PLOT_MARGIN.right,
    height: PANEL.height - PLOT_MARGIN.top - PLOT_MARGIN.bottom,
  };
  const toX = (epoch: number): number =>
    roundToHundredths(PLOT_MARGIN.left + inner.width * across.share(epoch));
  const toY = (loss: number): number =>
    roundToHundredths(PLOT_MARGIN.top + inner.height * (1 - up.share(loss)));
  const bottom = PLOT_MARGIN.top + inner.height;
  const line = (data: readonly Point[], colour: string): string => {
    if (data.length === 0) return '';
    const at = data.map(([epoch, loss]) => [toX(epoch), toY(loss)]);
    // Markers show the epochs, unless there are so many that they merge.
    const dots = data.length > MAX_MARKERS ? [] : at;
    return [
      `<polyline fill="none" stroke="${colour}" stroke-width="1.8" stroke-linejoin="round" points="${at.join(' ')}"/>`,
      ...dots.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2" fill="${colour}"/>`),
    ].join('');
  };
  return [
    `<g transform="translate(${x} ${y})">`,
    title,
    ...up.at.map(
      (loss) =>
        `<path d="M${PLOT_MARGIN.left} ${toY(loss)}h${inner.width}" stroke="#e4e4e4"/>` +
        `<text x="${PLOT_MARGIN.left - 6}" y="${toY(loss) + 4}" text-anchor="end">${tickLabel(loss)}</text>`,
    ),
    ...across.at.map(
      (epoch) => `<text x="${toX(epoch)}" y="${bottom + 16}" text-anchor="middle">${tickLabel(epoch)}</text>`,
    ),
    `<text x="${PLOT_MARGIN.left + inner.width / 2}" y="${bottom + 30}" text-anchor="middle" fill="#777">epoch</text>`,
    `<path d="M${PLOT_MARGIN.left} ${PLOT_MARGIN.top}v${inner.height}h${inner.width}" fill="none" stroke="#999"/>`,
    line(training, COLOURS.training),
    line(validation, COLOURS.validation),
    '</g>',
  ].join('');
}

function plottedPoints(curve: PhaseLosses, names: readonly string[]): Point[] {
  return curve.epochs.flatMap(({ epoch, metrics }): Point[] => {
    const value = names.map((name) => metrics[name]).find((found) => found !== undefined);
    // NaN and losses that would overflow the axis are not plotted.
    return value !== undefined && Math.abs(value) < MAX_PLOTTED_LOSS ? [[epoch, value]] : [];
  });
}

/**
 * Axis ticks at round numbers that span minimum..maximum, and the scale: where a value lies between the first and the
 * last (0..1).
 */
function axisTicks(
  minimum: number,
  maximum: number,
  integersOnly: boolean,
): { at: number[]; share(value: number): number } {
  // If all values are equal up to rounding, the range is their magnitude, or 1 if they are zero.
  const reach = Math.max(Math.abs(minimum), Math.abs(maximum));
  const spread =
    maximum - minimum > reach * 1e-6 && reach > 1e-12 ? maximum - minimum : reach > 1e-12 ? reach : 1;
  const rough = spread / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const size = integersOnly ? Math.max(1, Math.round(step)) : step;
  // An integer axis (epochs) starts at its first value, a loss axis at the round number below.
  const from = integersOnly ? minimum : Math.floor(minimum / size) * size;
  const to = integersOnly
    ? Math.max(maximum, minimum + 1)
    : Math.max(Math.ceil(maximum / size - 1e-9) * size, from + size);
  const first = Math.ceil(from / size - 1e-9) * size;
  const at: number[] = [];
  for (let tick = first; tick <= to + size * 1e-6; tick += size) at.push(Number(tick.toPrecision(10)));
  return {
    at: integersOnly && at.length === 0 ? [minimum] : at,
    share: (value) => (value - from) / (to - from),
  };
}

/** Ticks are round numbers: no trailing zeros are needed. */
function tickLabel(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential() : String(value);
}

function roundToHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function escapeXml(text: string): string {
  return escapeToOneLine(text).replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
