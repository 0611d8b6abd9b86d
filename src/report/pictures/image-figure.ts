import { escapeToOneLine } from '../../diagnostics/index.js';
import { columnsForAspectRatio } from '../image-grid.js';
import { SIMULATED_DATA_LABEL } from '../result-tables.js';
import type { ImageSheet } from '../data/index.js';

/** Text below an image. */
export interface Caption {
  text: string;
  /** Shown in red. */
  isWrong?: boolean;
}

/** A row of a figure: the images `from`..`to` of a sheet. */
export interface FigureRow {
  title: string | null;
  sheet: ImageSheet;
  /** By image of the sheet. */
  captions?: readonly Caption[] | null;
}

export interface ImageFigure {
  title: string;
  simulated: boolean;
  notes: readonly string[];
  rows: readonly FigureRow[];
  /** The images that are shown: from the first on, up to (and without) the second. */
  from: number;
  to: number;
  /** Images side by side; by default for an aspect ratio of about 3:2. */
  columns?: number;
  /** Texts on the left of each line of images. */
  lineTitles?: readonly string[];
  /** Pixels between images. */
  gap?: number;
}

const MIN_CELL = 56;
const PADDING = 12;
const TITLE_HEIGHT = 30;
const BANNER_HEIGHT = 30;
const CAPTION_HEIGHT = 14;
const NOTE_HEIGHT = 16;
const BAND_GAP = 14;
/** Of the sans-serif fonts that people have, at 10 and 11 pixels, about. */
const CAPTION_LETTER = 5.6;
const TITLE_LETTER = 6.4;
const HEADING_LETTER = 9;

/** Images in rows, with titles of rows and texts below images, as a self-contained SVG. A thin frame shows where white images end. */
export function imageFigureSvg(figure: ImageFigure): string {
  const { rows, from, to } = figure;
  const gap = figure.gap ?? 4;
  const count = Math.max(0, to - from);
  const scaleOf = ({ sheet }: FigureRow): number =>
    Math.max(1, Math.round(MIN_CELL / Math.max(sheet.width, sheet.height)));
  const cells = rows.map((row) => ({
    width: row.sheet.width * scaleOf(row),
    height: row.sheet.height * scaleOf(row),
    caption: row.captions ? CAPTION_HEIGHT : 0,
  }));
  const cellWidth = Math.max(1, ...cells.map(({ width }) => width));
  const bandHeight = cells.reduce((sum, { height, caption }) => sum + height + caption + gap, 0);
  const columns = Math.max(
    1,
    Math.min(count, figure.columns ?? columnsForAspectRatio(count, cellWidth + gap, bandHeight + BAND_GAP)),
  );
  const bands = Math.ceil(count / columns);
  const titles = [...rows.map(({ title }) => title ?? ''), ...(figure.lineTitles ?? [])].map(escapeToOneLine);
  const left = PADDING + Math.min(180, Math.max(0, ...titles.map(({ length }) => length)) * TITLE_LETTER + 6);
  const top = (figure.simulated ? BANNER_HEIGHT : 0) + TITLE_HEIGHT;
  const bandGap = rows.length > 1 || rows.some(({ captions }) => captions) ? BAND_GAP : 0;
  const { notes } = figure;
  const letters = Math.max(
    escapeToOneLine(figure.title).length * HEADING_LETTER,
    ...notes.map((note) => note.length * TITLE_LETTER),
  );
  const width = Math.max(
    300,
    left + columns * (cellWidth + gap) + PADDING,
    Math.min(900, letters + 2 * PADDING),
  );
  const height = top + bands * (bandHeight + bandGap) + notes.length * NOTE_HEIGHT + PADDING;

  const parts: string[] = [];
  for (let at = from; at < to; at += 1) {
    const column = (at - from) % columns;
    const band = Math.floor((at - from) / columns);
    let y = top + band * (bandHeight + bandGap);
    rows.forEach((row, index) => {
      const cell = cells[index]!;
      const x = left + column * (cellWidth + gap) + (cellWidth - cell.width) / 2;
      if (column === 0 && row.title !== null)
        parts.push(text(row.title, PADDING, y + cell.height / 2 + 4, { width: left - PADDING - 4 }));
      parts.push(imageOf(index, row.sheet, at, { x, y, ...cell }));
      const caption = row.captions?.[at];
      if (caption) parts.push(captionOf(caption, x + cell.width / 2, y + cell.height + 11, cellWidth + gap));
      y += cell.height + cell.caption + gap;
    });
    const line = figure.lineTitles?.[band];
    if (column === 0 && line !== undefined)
      parts.push(
        text(line, PADDING, top + band * (bandHeight + bandGap) + bandHeight / 2 + 4, {
          width: left - PADDING - 4,
        }),
      );
  }
  const bottom = top + bands * (bandHeight + bandGap) + NOTE_HEIGHT - 4;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="#222">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    '<defs>',
    ...rows.map(({ sheet }, index) => sheetDefinition(index, sheet)),
    '</defs>',
    ...(figure.simulated ? [banner(width)] : []),
    `<text x="${PADDING}" y="${top - 10}" font-size="15" font-weight="bold">${escapeXml(figure.title)}</text>`,
    ...parts,
    ...notes.map(
      (note, at) =>
        `<text x="${PADDING}" y="${bottom + at * NOTE_HEIGHT}" fill="#666">${escapeXml(note)}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

function sheetDefinition(index: number, sheet: ImageSheet): string {
  const lines = Math.max(1, Math.ceil(sheet.count / sheet.columns));
  const size = `width="${sheet.columns * sheet.width}" height="${lines * sheet.height}"`;
  return `<image id="sheet-${index}" ${size} style="image-rendering:pixelated" xlink:href="${sheet.url}"/>`;
}

function imageOf(
  index: number,
  { width, height, columns }: ImageSheet,
  at: number,
  place: { x: number; y: number; width: number; height: number },
): string {
  const left = (at % columns) * width;
  const top = Math.floor(at / columns) * height;
  const box = `x="${place.x}" y="${place.y}" width="${place.width}" height="${place.height}"`;
  return (
    `<svg ${box} viewBox="${left} ${top} ${width} ${height}"><use xlink:href="#sheet-${index}"/></svg>` +
    `<rect ${box} fill="none" stroke="#c8c8c8" stroke-width="0.5"/>`
  );
}

const shorten = (line: string, letters: number): string =>
  line.length <= letters ? line : `${line.slice(0, Math.max(1, letters - 1))}\u2026`;

function text(line: string, x: number, y: number, { width }: { width: number }): string {
  const whole = escapeToOneLine(line);
  const shown = shorten(whole, Math.floor(width / TITLE_LETTER));
  const tip = shown === whole ? '' : `<title>${escapeXml(whole)}</title>`;
  return `<text x="${x}" y="${y}">${escapeXml(shown)}${tip}</text>`;
}

function captionOf({ text: line, isWrong }: Caption, x: number, y: number, width: number): string {
  const whole = escapeToOneLine(line);
  const shown = shorten(whole, Math.floor(width / CAPTION_LETTER));
  const tip = shown === whole ? '' : `<title>${escapeXml(whole)}</title>`;
  const colour = isWrong ? ' fill="#c81e1e" font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" font-size="10" text-anchor="middle"${colour}>${escapeXml(shown)}${tip}</text>`;
}

const banner = (width: number): string =>
  `<rect width="${width}" height="${BANNER_HEIGHT}" fill="#c81e1e"/>` +
  `<text x="${width / 2}" y="20" text-anchor="middle" font-size="15" font-weight="bold" fill="#fff">${SIMULATED_DATA_LABEL}</text>`;

function escapeXml(line: string): string {
  return escapeToOneLine(line).replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
