/** The entries of a diff as lines of text. */
import { DIFF_SECTIONS, type Change, type EntryDiff, type ProgramDiff } from '../diff-types.js';
import { changeText, listText } from '../text/index.js';

export interface TextLine {
  mark: '+' | '-' | '~' | '»' | ' ';
  /** In steps of two spaces: 0 for a section, 1 for an entry, more for what is within. */
  indent: number;
  text: string;
}

/** An entry by itself, without its section. */
export const entryTexts = (entry: EntryDiff): string[] =>
  linesOfEntry(entry).map(
    ({ mark, indent, text }) => `${'  '.repeat(indent - 1)}${mark === ' ' ? '' : `${mark} `}${text}`,
  );

/**
 * The sections and their entries.
 *
 * @param file the newer graph: of what stands in a part of it, the file is told
 */
export function entryLines({ entries }: Pick<ProgramDiff, 'entries'>, file?: string): TextLine[] {
  return DIFF_SECTIONS.flatMap((section): TextLine[] => {
    const own = entries.filter((entry) => entry.section === section);
    if (own.length === 0) return [];
    return [
      { mark: ' ', indent: 0, text: section },
      ...own.flatMap((entry) => withFile(linesOfEntry(entry), entry, file)),
    ];
  });
}

function withFile(lines: TextLine[], { kind, range }: EntryDiff, file: string | undefined): TextLine[] {
  const [first, ...rest] = lines;
  const isGone = kind === 'removed' || kind === 'split';
  if (!first || file === undefined || !range || isGone || range.file === file) return lines;
  return [{ ...first, text: `${first.text}   in ${range.file}` }, ...rest];
}

const MARKS = { added: '+', removed: '-', changed: '~', renamed: '»', split: '»', joined: '»' } as const;

function linesOfEntry(entry: EntryDiff): TextLine[] {
  const { kind, was, summary, changes, section, alike = [] } = entry;
  const name = listText([entry.name, ...alike]);
  const mark = MARKS[kind];
  const head = (text: string): TextLine => ({ mark, indent: 1, text });
  const proposal = entry.proposal === null ? '' : `   write ${entry.proposal} to keep what is trained`;
  switch (kind) {
    case 'added':
    case 'removed':
      return [head(`${name}${summary === null ? '' : `  ${summary}`}`)];
    case 'split':
      return [
        head(`${name} is split into ${listText(entry.parts)}, ${summary}`),
        ...changes.map(lineOfChange),
      ];
    case 'joined':
      return [
        head(`${listText(entry.parts)} are joined to ${name}, ${summary}`),
        ...changes.map(lineOfChange),
      ];
    case 'renamed':
      return [
        head(`${was} is now ${name}${summary === null ? '' : ` (${summary})`}${proposal}`),
        ...changes.map(lineOfChange),
      ];
    case 'changed': {
      if (section === 'graph')
        return changes.map((change) => ({ mark, indent: 1, text: changeText(change) }));
      const [first, ...others] = changes;
      if (first && others.length === 0) {
        if (first.what === '') return [head(`${name}  ${changeText(first)}`)];
        return [head(`${name}: ${changeText(first)}`)];
      }
      const sizes = changes.filter((change) => change.kind === 'effect' && !change.what.endsWith(' takes'));
      const rest = changes.filter((change) => !sizes.includes(change));
      return [
        head([name, sizes.map(sizeText).join(', ')].filter(Boolean).join('  ')),
        ...rest.map(lineOfChange),
      ];
    }
  }
}

/** `70,048 → 114,280 parameters`, `input [256] → [200]` */
const sizeText = ({ what, before, after }: Change): string =>
  what === 'parameters' ? `${before} → ${after} parameters` : `${what} ${before} → ${after}`;

function lineOfChange(change: Change): TextLine {
  const text = changeText(change);
  if (change.kind === 'added' || change.kind === 'removed')
    return { mark: change.kind === 'added' ? '+' : '-', indent: 3, text: text.slice(2) };
  // In line with the marks of neighbours.
  return { mark: ' ', indent: 4, text };
}
