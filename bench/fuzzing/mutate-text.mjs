/** Mutations of a graph as text: of characters and lines. */
import { EXPRESSIONS, NAMES, PIECES, VALUES } from './replacement-values.mjs';

const WORD = /[A-Za-z_][A-Za-z0-9_]*/g;
const NUMBER = /\b\d+(?:\.\d+)?\b/g;
const BRACKETS = '()[]{}"\':,';

const splice = (text, start, end, put) => text.slice(0, start) + put + text.slice(end);
const places = (text, pattern) =>
  [...text.matchAll(pattern)].map(({ 0: found, index }) => [index, index + found.length]);
const onLines = (text, change) => {
  const lines = text.split('\n');
  change(lines);
  return lines.join('\n');
};

const MUTATIONS = {
  take(text, c) {
    const start = c.whole(text.length);
    return splice(text, start, start + c.of([1, 1, 2, 5, 20, 200]), '');
  },
  put(text, c) {
    const at = c.whole(text.length + 1);
    return splice(text, at, at, c.of(PIECES));
  },
  putAtWord(text, c) {
    const [start, end] = c.of(places(text, WORD));
    const at = c.of([start, end, start + c.whole(end - start + 1)]);
    return splice(text, at, at, c.of(PIECES));
  },
  replaceWord(text, c) {
    const words = places(text, WORD);
    const [start, end] = c.of(words);
    const other = c.of(words);
    return splice(text, start, end, c.happens(0.5) ? text.slice(...other) : c.of(NAMES));
  },
  renameEverywhere(text, c) {
    const word = text.slice(...c.of(places(text, WORD)));
    return text.replaceAll(new RegExp(`\\b${word}\\b`, 'g'), () => c.of(NAMES));
  },
  slip(text, c) {
    const [start, end] = c.of(places(text, WORD));
    const at = start + c.whole(end - start);
    return c.of([
      splice(text, at, at + 1, ''),
      splice(text, at, at + 1, text[at].repeat(2)),
      splice(text, at, at + 2, (text[at + 1] ?? '') + text[at]),
      splice(text, at, at + 1, c.of(['e', 'x', 'S', '1', 'é'])),
    ]);
  },
  replaceNumber(text, c) {
    const [start, end] = c.of(places(text, NUMBER));
    return splice(text, start, end, c.of(VALUES.slice(4, 27)));
  },
  replaceValue(text, c) {
    const [start, end] = c.of(places(text, /(?<=: |- )\S[^\n]*/g));
    return splice(text, start, end, c.of(VALUES));
  },
  replaceCall(text, c) {
    const [start, end] = c.of(places(text, /[a-z_]+\([^()\n]*\)/g));
    return splice(text, start, end, c.of(EXPRESSIONS));
  },
  takeBracket(text, c) {
    const all = [...text].map((each, at) => [each, at]).filter(([each]) => BRACKETS.includes(each));
    const [, at] = c.of(all);
    return splice(text, at, at + 1, c.happens(0.5) ? '' : c.of([...BRACKETS]));
  },
  takeLine: (text, c) => onLines(text, (lines) => lines.splice(c.whole(lines.length), c.of([1, 1, 2, 5]))),
  repeatLine: (text, c) =>
    onLines(text, (lines) => {
      const at = c.whole(lines.length);
      lines.splice(c.whole(lines.length), 0, lines[at]);
    }),
  swapLines: (text, c) =>
    onLines(text, (lines) => {
      const [one, two] = [c.whole(lines.length), c.whole(lines.length)];
      [lines[one], lines[two]] = [lines[two], lines[one]];
    }),
  indent: (text, c) =>
    onLines(text, (lines) => {
      const from = c.whole(lines.length);
      const by = c.of([' ', '  ', '\t', '-', '- ', null]);
      for (let at = from; at < from + c.of([1, 1, 3]) && at < lines.length; at += 1)
        lines[at] = by === null ? lines[at].replace(/^ {1,2}/, '') : by + lines[at];
    }),
  comment: (text, c) =>
    onLines(text, (lines) => {
      const at = c.whole(lines.length);
      lines[at] = c.happens(0.5) ? `#${lines[at]}` : `${lines[at]} # ${c.of(PIECES)}`;
    }),
  cut: (text, c) => text.slice(0, c.whole(text.length)),
  moveLines: (text, c) =>
    onLines(text, (lines) => {
      const moved = lines.splice(c.whole(lines.length), c.of([1, 3, 8]));
      lines.splice(c.whole(lines.length), 0, ...moved);
    }),
  lineEnds: (text, c) => text.replaceAll('\n', c.of(['\r\n', '\r', '\n\n', ' \n'])),
};

/** The mutated text and the name of the mutation; undefined if the mutation does not apply. */
export function mutateText(text, c) {
  const names = Object.keys(MUTATIONS);
  const done = [];
  for (let times = c.of([1, 1, 1, 2, 3]); times > 0; times -= 1) {
    const name = c.of(names);
    try {
      text = MUTATIONS[name](text, c);
      done.push(name);
    } catch (error) {
      // The text has nothing that this mutation applies to.
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return done.length === 0 ? undefined : { text, done };
}
