import pc from 'picocolors';
import { escapeControlCharacters } from '../../diagnostics/index.js';
import type { ProgramDiff } from '../diff-types.js';
import { costLines } from './cost-lines.js';
import { entryLines, type TextLine } from './entry-lines.js';
import { NO_DIFFERENCE } from './no-difference.js';
import type { DiffStyle } from './style.js';

/** The text of a diff, with a line break at its end. */
export function renderDiffText(diff: ProgramDiff, style: DiffStyle = {}): string {
  const { colour = false, unicode = true, cost = true } = style;
  if (diff.same) return `${NO_DIFFERENCE}\n`;
  const colours = pc.createColors(colour);
  const paint = (line: TextLine): string => {
    const mark = line.mark === ' ' ? '' : `${line.mark} `;
    const text = `${'  '.repeat(line.indent)}${mark}${escapeControlCharacters(line.text)}`;
    if (line.indent === 0) return colours.bold(text);
    if (line.mark === '+') return colours.green(text);
    if (line.mark === '-') return colours.red(text);
    return line.mark === '»' ? colours.cyan(text) : text;
  };
  const lines = [
    ...entryLines(diff, style.file).map(paint),
    ...(cost ? costLines(diff.cost).map((line) => costLine(line, colours.bold)) : []),
  ];
  const whole = lines.map((line) => `${line.trimEnd()}\n`).join('');
  return unicode ? whole : whole.replaceAll('→', '->').replaceAll('»', '>').replaceAll('…', '...');
}

function costLine(line: string, bold: (text: string) => string): string {
  const colon = line.indexOf(':');
  return (
    bold(escapeControlCharacters(line.slice(0, colon + 1))) + escapeControlCharacters(line.slice(colon + 1))
  );
}
