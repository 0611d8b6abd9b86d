import type { SourceRange } from '../../diagnostics/index.js';
import { madeOf, type YamlTree } from '../../dsl/index.js';
import { symbolId, type GraphSymbol, type Occurrence } from './graph-symbol.js';

/** Collects occurrences. A place that does not read as the name (escapes, folded lines) is left out. */
export interface Recorder {
  define(symbol: GraphSymbol | undefined, at: SourceRange | YamlTree | undefined): void;
  use(symbol: GraphSymbol, at: SourceRange | YamlTree | undefined): void;
  /** A part of a text; offsets count in its value. */
  usePart(symbol: GraphSymbol, text: YamlTree | undefined, start: number, end: number): void;
  /** A part of a key. */
  usePartOfKey(symbol: GraphSymbol, key: SourceRange, start: number, end: number): void;
  /** A part of a key, which declares it: the name and the parameters of a function. */
  definePartOfKey(symbol: GraphSymbol, key: SourceRange, start: number, end: number): void;
  /** What the key at this range declares. */
  definedAt(key: SourceRange): GraphSymbol | undefined;
  occurrences(): Occurrence[];
}

const isMadeOf = (name: string, written: string): boolean =>
  written.includes('${') && madeOf(written).test(name);

/** @param file places in others are left out: they are those of parts */
export function createRecorder(text: string, file: string): Recorder {
  const found = new Map<string, Occurrence>();
  const definitions = new Map<number, GraphSymbol>();

  function record(symbol: GraphSymbol, start: number, end: number, isDefinition: boolean): void {
    const written = text.slice(start, end);
    const dot = written.lastIndexOf('.');
    if (dot >= 0 && written === symbol.name) {
      // `digits.encoder`: the namespace, and what it has.
      record({ kind: 'namespace', name: written.slice(0, dot), owner: '' }, start, start + dot, false);
      record(symbol, start + dot + 1, end, isDefinition);
      return;
    }
    if (written !== symbol.name && !symbol.name.endsWith(`.${written}`) && !isMadeOf(written, symbol.name))
      return;
    // What an alias repeats is met several times.
    const key = `${start}\0${symbolId(symbol)}`;
    const isDeclared = isDefinition || (found.get(key)?.isDefinition ?? false);
    found.set(key, { symbol, start, end, isDefinition: isDeclared });
  }

  function at(place: SourceRange | YamlTree | undefined): { start: number; end: number } | undefined {
    if (!place) return undefined;
    if (!('kind' in place)) return place.file === file ? withoutQuotes(place) : undefined;
    if (place.kind !== 'scalar' || place.range.file !== file) return undefined;
    const length = typeof place.value === 'string' ? place.value.length : 0;
    return place.text ? place.text.range(0, length) : withoutQuotes(place.range);
  }

  /** A key in quotes has them in its range. */
  const withoutQuotes = ({ start, end }: { start: number; end: number }) => {
    const quoted = end - start >= 2 && /["']/.test(text[start] ?? '') && text[end - 1] === text[start];
    return quoted ? { start: start + 1, end: end - 1 } : { start, end };
  };

  return {
    define(symbol, place) {
      const range = at(place);
      if (!symbol || !range) return;
      record(symbol, range.start, range.end, true);
      definitions.set(range.start, symbol);
    },
    use(symbol, place) {
      const range = at(place);
      if (range) record(symbol, range.start, range.end, false);
    },
    usePart(symbol, place, start, end) {
      if (place?.kind !== 'scalar' || !place.text || place.range.file !== file) return;
      const range = place.text.range(start, end);
      record(symbol, range.start, range.end, false);
    },
    definePartOfKey(symbol, key, start, end) {
      if (key.file !== file) return;
      const range = withoutQuotes(key);
      record(symbol, range.start + start, range.start + end, true);
    },
    usePartOfKey(symbol, key, start, end) {
      if (key.file !== file) return;
      const range = withoutQuotes(key);
      record(symbol, range.start + start, range.start + end, false);
    },
    definedAt: (key) => definitions.get(withoutQuotes(key).start),
    occurrences: () => [...found.values()].sort((a, b) => a.start - b.start),
  };
}
