import picocolors from 'picocolors';
import { lineTables, type Lines } from './lines.js';
import { printable, printableLine } from './printable.js';
import { byPlace } from './sort.js';
import type { Diagnostic, Sources, SourceRange } from './types.js';
import { cells, shown } from './width.js';

export interface RenderOptions {
  colour?: boolean;
  /** Cells of a source line that are shown; longer lines are cut around the range. By default, 110. */
  width?: number;
}

/**
 * Diagnostics for people, sorted by place:
 *
 *     error[unknown-key]: phase `link` has no key `batchsize`
 *       --> graph.yaml:12:7
 *        |
 *     12 |       batchsize: 32
 *        |       ^^^^^^^^^
 *        = help: did you mean `batch_size`?
 */
export function renderText(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  options: RenderOptions = {},
): string {
  const colours = picocolors.createColors(options.colour ?? false);
  const tables = lineTables(sources);
  const width = options.width ?? 110;
  const marks = { error: colours.red, warning: colours.yellow };

  const one = (diagnostic: Diagnostic): string => {
    const { severity, code, message, range, notes, suggestion } = diagnostic;
    const mark = marks[severity];
    const placed = [range, ...notes.map((note) => note.range)].flatMap((each) => (each ? [each] : []));
    const gutter = Math.max(
      1,
      ...placed.map((each) => String(tables(each.file)?.place(each.start).line ?? '').length),
    );
    const margin = ' '.repeat(gutter);
    const bar = colours.blue('|');
    const frame = (at: SourceRange, underline: string, paint: (text: string) => string): string[] => {
      const lines = tables(at.file);
      if (!lines) return [`${margin}${colours.blue('-->')} ${printableLine(at.file)}`];
      const { line, column } = lines.place(at.start);
      const cut = excerpt(lines, at, width);
      return [
        `${margin}${colours.blue('-->')} ${printableLine(at.file)}:${line}:${column}`,
        `${margin} ${bar}`,
        `${colours.blue(String(line).padStart(gutter))} ${bar} ${cut.text}`.trimEnd(),
        `${margin} ${bar} ${' '.repeat(cut.before)}${paint(underline.repeat(Math.max(1, cut.length)))}`,
      ];
    };
    const out = [`${mark(colours.bold(`${severity}[${code}]`))}${colours.bold(`: ${printable(message)}`)}`];
    if (range) out.push(...frame(range, '^', mark));
    for (const note of notes) {
      if (note.range) {
        out.push(`${margin} ${colours.cyan('note')}: ${printable(note.message)}`);
        out.push(...frame(note.range, '-', colours.blue));
      } else {
        out.push(`${margin} ${colours.blue('=')} ${colours.cyan('note')}: ${printable(note.message)}`);
      }
    }
    if (suggestion) {
      out.push(`${margin} ${colours.blue('=')} ${colours.green('help')}: ${printable(suggestion.message)}`);
    }
    return `${out.join('\n')}\n`;
  };
  return byPlace(diagnostics).map(one).join('\n');
}

/**
 * The line that a range starts in, ready to be printed, and where to underline it (in cells). A range over several
 * lines is underlined to the end of its first.
 */
function excerpt(
  lines: Lines,
  range: SourceRange,
  width: number,
): { text: string; before: number; length: number } {
  const { line } = lines.place(range.start);
  const start = lines.start(line);
  const drawn: { text: string; cells: number; inside: boolean }[] = [];
  let offset = start;
  for (const character of lines.text(line)) {
    const text = shown(character);
    drawn.push({
      text,
      cells: [...text].reduce((sum, each) => sum + cells(each), 0),
      inside: offset >= range.start && offset < range.end,
    });
    offset += character.length;
  }
  while (drawn.length > 0 && !drawn.at(-1)!.inside && drawn.at(-1)!.text.trim() === '') drawn.pop();

  const upTo = [0];
  for (const each of drawn) upTo.push(upTo.at(-1)! + each.cells);
  const sum = (from: number, to: number): number => upTo[to]! - upTo[from]!;
  const found = drawn.findIndex(({ inside }) => inside);
  const past = range.start >= offset;
  const first =
    found >= 0 ? found : past ? drawn.length : charactersBefore(lines.text(line), range.start - start);
  let after = first;
  while (after < drawn.length && drawn[after]!.inside) after += 1;

  let from = 0;
  let to = drawn.length;
  if (sum(0, drawn.length) > width) {
    // Keep the range, and some of what is around it; the range's start matters most.
    const room = Math.max(10, width - 2);
    to = after;
    while (sum(first, to) > room) to -= 1;
    from = first;
    while (from > 0 && sum(from - 1, to) <= room - Math.min(20, sum(to, drawn.length))) from -= 1;
    while (to < drawn.length && sum(from, to + 1) <= room) to += 1;
  }
  const left = from > 0 ? '…' : '';
  const right = to < drawn.length ? '…' : '';
  return {
    text: `${left}${drawn
      .slice(from, to)
      .map(({ text }) => text)
      .join('')}${right}`,
    before: left.length + sum(from, first),
    length: sum(first, Math.min(after, to)),
  };
}

function charactersBefore(text: string, offset: number): number {
  return [...text.slice(0, Math.max(0, offset))].length;
}
