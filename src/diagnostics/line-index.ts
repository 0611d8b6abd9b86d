/** A 1-based position; a column counts code points, not bytes or UTF-16 units. */
export interface LineColumn {
  line: number;
  column: number;
}

/** Lines of a source text. `\n`, `\r\n` and a lone `\r` end a line. */
export interface LineIndex {
  count: number;
  lineColumn(offset: number): LineColumn;
  /** The text of a line (1-based) without its line break. */
  text(line: number): string;
  /** Offset of the line's first character. */
  start(line: number): number;
}

export function createLineIndex(text: string): LineIndex {
  const starts = [0];
  const ends: number[] = [];
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    ends.push(end.index);
    starts.push(end.index + end[0].length);
  }
  ends.push(text.length);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  /** Cached prefix sums of columns for long lines, which may hold thousands of diagnostics. */
  const columns = new Map<number, Uint32Array>();
  const columnsOf = (line: number): Uint32Array => {
    const known = columns.get(line);
    if (known) return known;
    const [start, end] = [starts[line - 1]!, ends[line - 1]!];
    const made = new Uint32Array(end - start + 1);
    for (let at = start; at < end; at += 1) {
      made[at - start + 1] = made[at - start]! + countCodePoints(text, at, at + 1, start);
    }
    columns.set(line, made);
    return made;
  };
  return {
    count: starts.length,
    lineColumn(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      const line = lineAt(at);
      const start = starts[line - 1]!;
      const end = Math.min(at, ends[line - 1]!);
      const before =
        end - start > LONG_LINE ? columnsOf(line)[end - start]! : countCodePoints(text, start, end, start);
      return { line, column: before + 1 };
    },
    text: (line) => text.slice(starts[line - 1], ends[line - 1]),
    start: (line) => starts[line - 1]!,
  };
}

/** Columns of lines longer than this are cached. */
const LONG_LINE = 200;

/** Code points between two offsets of a line. A byte order mark is not counted: no editor shows it. */
function countCodePoints(text: string, start: number, end: number, lineStart: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    const second = unit >= 0xdc00 && unit <= 0xdfff && at > lineStart;
    if (!second && !(at === 0 && unit === 0xfeff)) count += 1;
  }
  return count;
}

type LineIndexes = Map<string, { text: string; lines: LineIndex }>;

const indexesOfSources = new WeakMap<ReadonlyMap<string, string>, LineIndexes>();

/** Line indexes are built once per text, however often the same sources are asked. */
export function cachedLineIndexes(
  sources: ReadonlyMap<string, string>,
): (file: string) => LineIndex | undefined {
  const made: LineIndexes = indexesOfSources.get(sources) ?? new Map();
  indexesOfSources.set(sources, made);
  return (file) => {
    const text = sources.get(file);
    if (text === undefined) return undefined;
    const known = made.get(file);
    if (known?.text === text) return known.lines;
    const lines = createLineIndex(text);
    made.set(file, { text, lines });
    return lines;
  };
}
