import picocolors from 'picocolors';
import { cachedLineIndexes, type LineIndex } from './line-index.js';
import { escapeControlCharacters, escapeToOneLine } from './escape-control-characters.js';
import { sortByPosition } from './sort-by-position.js';
import type { Diagnostic, Sources, SourceRange } from './diagnostic.js';
import { terminalCells, displayedCharacter } from './terminal-width.js';

export interface RenderOptions {
  colour?: boolean;
  /** Maximum cells of a source line that are shown; longer lines are cut around the range. 110 by default. */
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
  const tables = cachedLineIndexes(sources);
  const width = options.width ?? 110;
  const marks = { error: colours.red, warning: colours.yellow };

  const one = (diagnostic: Diagnostic): string => {
    const { severity, code, message, range, notes, suggestion } = diagnostic;
    const mark = marks[severity];
    const placed = [range, ...notes.map((note) => note.range)].flatMap((each) => (each ? [each] : []));
    const gutter = Math.max(
      1,
      ...placed.map((each) => String(tables(each.file)?.lineColumn(each.start).line ?? '').length),
    );
    const margin = ' '.repeat(gutter);
    const bar = colours.blue('|');
    const frame = (at: SourceRange, underline: string, paint: (text: string) => string): string[] => {
      const lines = tables(at.file);
      if (!lines) return [`${margin}${colours.blue('-->')} ${escapeToOneLine(at.file)}`];
      const { line, column } = lines.lineColumn(at.start);
      const cut = excerpt(lines, at, width);
      return [
        `${margin}${colours.blue('-->')} ${escapeToOneLine(at.file)}:${line}:${column}`,
        `${margin} ${bar}`,
        `${colours.blue(String(line).padStart(gutter))} ${bar} ${cut.text}`.trimEnd(),
        `${margin} ${bar} ${' '.repeat(cut.before)}${paint(underline.repeat(Math.max(1, cut.length)))}`,
      ];
    };
    const out = [
      `${mark(colours.bold(`${severity}[${code}]`))}${colours.bold(`: ${escapeControlCharacters(message)}`)}`,
    ];
    if (range) out.push(...frame(range, '^', mark));
    for (const note of notes) {
      if (note.range) {
        out.push(`${margin} ${colours.cyan('note')}: ${escapeControlCharacters(note.message)}`);
        out.push(...frame(note.range, '-', colours.blue));
      } else {
        out.push(
          `${margin} ${colours.blue('=')} ${colours.cyan('note')}: ${escapeControlCharacters(note.message)}`,
        );
      }
    }
    if (suggestion) {
      out.push(
        `${margin} ${colours.blue('=')} ${colours.green('help')}: ${escapeControlCharacters(suggestion.message)}`,
      );
    }
    return `${out.join('\n')}\n`;
  };
  return sortByPosition(diagnostics).map(one).join('\n');
}

/** Terminal layout of one source line: the text drawn for each character, and its cell position. */
interface LineLayout {
  texts: string[];
  /** Offset of each character, and of the end of the line. */
  offsets: number[];
  /** Cells before each character, and before the end of the line. */
  upTo: number[];
  /** Number of characters without trailing white space. */
  seen: number;
}

/** Layouts are cached per line: one line may hold thousands of diagnostics. */
const lineLayouts = new WeakMap<LineIndex, Map<number, LineLayout>>();

function layoutLine(lines: LineIndex, line: number): LineLayout {
  const own = lineLayouts.get(lines) ?? new Map<number, LineLayout>();
  lineLayouts.set(lines, own);
  const known = own.get(line);
  if (known) return known;
  const texts: string[] = [];
  const offsets = [lines.start(line)];
  const upTo = [0];
  let seen = 0;
  for (const character of lines.text(line)) {
    const text = displayedCharacter(character);
    texts.push(text);
    offsets.push(offsets.at(-1)! + character.length);
    upTo.push(upTo.at(-1)! + [...text].reduce((sum, each) => sum + terminalCells(each), 0));
    if (text.trim() !== '') seen = texts.length;
  }
  const made = { texts, offsets, upTo, seen };
  own.set(line, made);
  return made;
}

/** Index of the first number >= `bound` in an ascending list (binary search). */
function lowerBound(numbers: readonly number[], bound: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The line in which a range starts, ready to be printed, and where to underline it (in cells). A range over several
 * lines is underlined to the end of its first.
 */
function excerpt(
  lines: LineIndex,
  range: SourceRange,
  maxCells: number,
): { text: string; before: number; length: number } {
  const { texts, offsets, upTo, seen } = layoutLine(lines, lines.lineColumn(range.start).line);
  const sum = (from: number, to: number): number => upTo[to]! - upTo[from]!;
  const place = (offset: number): number => Math.min(lowerBound(offsets, offset), texts.length);
  // A range that starts inside a character is extended to its beginning.
  const begin = place(range.start);
  const isPast = begin >= texts.length;
  const first = isPast ? seen : begin;
  const after = isPast ? seen : Math.max(first, place(range.end));
  const length = Math.max(seen, after);

  let from = 0;
  let to = length;
  if (sum(0, length) > maxCells) {
    // Keep the range and some of its surroundings; the start of the range matters most.
    const room = Math.max(10, maxCells - 2);
    to = Math.min(after, lowerBound(upTo, upTo[first]! + room + 1) - 1);
    from = first;
    while (from > 0 && sum(from - 1, to) <= room - Math.min(20, sum(to, length))) from -= 1;
    while (to < length && sum(from, to + 1) <= room) to += 1;
  }
  const left = from > 0 ? '…' : '';
  const right = to < length ? '…' : '';
  return {
    text: `${left}${texts.slice(from, to).join('')}${right}`,
    before: left.length + sum(from, first),
    length: sum(first, Math.min(after, to)),
  };
}
