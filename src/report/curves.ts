import { SIMULATED_MARK } from './figures.js';
import { printableLine } from '../diagnostics/index.js';

/** How a phase's figures went, epoch by epoch. */
export interface Curve {
  phase: string;
  /** One entry an epoch, in order; `epoch` counts from 1. */
  epochs: readonly { epoch: number; metrics: Readonly<Record<string, number>> }[];
}

export interface CurveOptions {
  title: string;
  simulated: boolean;
}

const PANEL = { width: 380, height: 240 };
const PLOT = { left: 58, top: 34, right: 14, bottom: 34 };
const HEAD = 40;
const MOST_DOTS = 40;
const COLOURS = { training: '#1f6fb4', validation: '#d9661f' };

/**
 * Loss and validation loss by epoch, one panel a phase, as one SVG file that needs nothing else.
 * Figures that are not finite are left out of the line.
 */
export function curvesSvg(curves: readonly Curve[], options: CurveOptions): string {
  const columns = Math.max(1, Math.min(3, curves.length));
  const rows = Math.ceil(curves.length / columns);
  const head = HEAD + (options.simulated ? 30 : 0);
  const width = columns * PANEL.width;
  const height = head + rows * PANEL.height;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="#333">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
  ];
  if (options.simulated) {
    parts.push(
      `<rect width="${width}" height="30" fill="#c81e1e"/>`,
      `<text x="${width / 2}" y="20" text-anchor="middle" font-size="15" font-weight="bold" fill="#fff">${SIMULATED_MARK}</text>`,
    );
  }
  parts.push(
    `<text x="12" y="${head - 14}" font-size="15" font-weight="bold">${escapeXml(options.title)}</text>`,
    legend(width, head - 14),
    ...curves.map((curve, at) =>
      panel(curve, (at % columns) * PANEL.width, head + Math.floor(at / columns) * PANEL.height),
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

/** Losses beyond this are not drawn. */
const MOST = 1e300;

function panel(curve: Curve, x: number, y: number): string {
  const training = points(curve, ['loss']);
  const validation = points(curve, ['val.loss', 'val_loss']);
  const all = [...training, ...validation];
  const title = `<text x="${PLOT.left}" y="22" font-size="13" font-weight="bold">${escapeXml(curve.phase)}</text>`;
  if (all.length === 0) {
    return `<g transform="translate(${x} ${y})">${title}<text x="${PLOT.left}" y="60">no epochs recorded</text></g>`;
  }
  const across = ticks(
    Math.min(...all.map(([epoch]) => epoch)),
    Math.max(...all.map(([epoch]) => epoch)),
    true,
  );
  const up = ticks(Math.min(...all.map(([, loss]) => loss)), Math.max(...all.map(([, loss]) => loss)), false);
  const inner = {
    width: PANEL.width - PLOT.left - PLOT.right,
    height: PANEL.height - PLOT.top - PLOT.bottom,
  };
  const toX = (epoch: number): number => round(PLOT.left + inner.width * across.share(epoch));
  const toY = (loss: number): number => round(PLOT.top + inner.height * (1 - up.share(loss)));
  const bottom = PLOT.top + inner.height;
  const line = (data: readonly Point[], colour: string): string => {
    if (data.length === 0) return '';
    const at = data.map(([epoch, loss]) => [toX(epoch), toY(loss)]);
    // Dots show where the epochs are, until there are so many that they only thicken the line.
    const dots = data.length > MOST_DOTS ? [] : at;
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
        `<path d="M${PLOT.left} ${toY(loss)}h${inner.width}" stroke="#e4e4e4"/>` +
        `<text x="${PLOT.left - 6}" y="${toY(loss) + 4}" text-anchor="end">${tickLabel(loss)}</text>`,
    ),
    ...across.at.map(
      (epoch) => `<text x="${toX(epoch)}" y="${bottom + 16}" text-anchor="middle">${tickLabel(epoch)}</text>`,
    ),
    `<text x="${PLOT.left + inner.width / 2}" y="${bottom + 30}" text-anchor="middle" fill="#777">epoch</text>`,
    `<path d="M${PLOT.left} ${PLOT.top}v${inner.height}h${inner.width}" fill="none" stroke="#999"/>`,
    line(training, COLOURS.training),
    line(validation, COLOURS.validation),
    '</g>',
  ].join('');
}

function points(curve: Curve, names: readonly string[]): Point[] {
  return curve.epochs.flatMap(({ epoch, metrics }): Point[] => {
    const value = names.map((name) => metrics[name]).find((found) => found !== undefined);
    // NaN has no place on an axis; neither has what is so large that the axis would overflow.
    return value !== undefined && Math.abs(value) < MOST ? [[epoch, value]] : [];
  });
}

/** Round numbers that span `low` to `high`, and where between them a value lies (0..1). */
function ticks(low: number, high: number, whole: boolean): { at: number[]; share(value: number): number } {
  // A line that is flat up to rounding gets an axis of its own height; one at nought, the height 1.
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const spread = high - low > reach * 1e-6 && reach > 1e-12 ? high - low : reach > 1e-12 ? reach : 1;
  const rough = spread / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const size = whole ? Math.max(1, Math.round(step)) : step;
  // A whole axis (epochs) starts at its first value; a loss axis at the round number below.
  const from = whole ? low : Math.floor(low / size) * size;
  const to = whole ? Math.max(high, low + 1) : Math.max(Math.ceil(high / size - 1e-9) * size, from + size);
  const first = Math.ceil(from / size - 1e-9) * size;
  const at: number[] = [];
  for (let tick = first; tick <= to + size * 1e-6; tick += size) at.push(Number(tick.toPrecision(10)));
  return { at: whole && at.length === 0 ? [low] : at, share: (value) => (value - from) / (to - from) };
}

/** Ticks are round already, so they need no padding with noughts. */
function tickLabel(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential() : String(value);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escapeXml(text: string): string {
  return printableLine(text).replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
