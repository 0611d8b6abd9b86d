import { contentsOf, childrenOf, type Step } from './compose.js';
import { layOut, LINE_WIDTH } from './prettier-yaml.js';

/** Something that is not in its form. */
export interface FormChange {
  /** In the text as it was, from 1. */
  line: number;
  /** What is otherwise in its form. */
  message: string;
}

/** What a step changed, by the path of a value. */
export type Finding =
  | { kind: 'length' | 'comment' | 'quotes'; path: readonly Step[] }
  | { kind: 'order'; path: readonly Step[]; before: string };

/** The changes from a text to its form, by lines. */
export async function describeChanges(
  text: string,
  written: string,
  formatted: string,
  findings: readonly Finding[],
): Promise<FormChange[]> {
  const changes: FormChange[] = [];
  if (text.startsWith('\ufeff')) changes.push({ line: 1, message: 'it begins with a byte order mark' });
  const withReturn = text.split('\r\n').length - 1;
  if (withReturn > 0 && withReturn < text.split('\n').length - 1)
    changes.push({ line: 1, message: 'some lines end with CR LF, others with LF' });

  const lines = linesByPath(written);
  for (const finding of findings) {
    const line = lines.get(JSON.stringify(finding.path)) ?? 1;
    changes.push({ line, message: messageOf(finding) });
  }
  // Without an end of the line, what only breaks lines that are too long makes no difference.
  const layout = firstDifference(written, await layOut(written, Infinity));
  if (layout && !changes.some(({ line }) => line === layout.line)) changes.push(layout);
  if (changes.length === 0) {
    const difference = firstDifference(written, formatted);
    if (difference) changes.push(difference);
  }
  const seen = new Set<string>();
  return changes
    .sort((a, b) => a.line - b.line)
    .filter(({ line, message }) => !seen.has(`${line} ${message}`) && seen.add(`${line} ${message}`));
}

function messageOf(finding: Finding): string {
  const name = finding.path.at(-1);
  const what = typeof name === 'string' ? `\`${name}\`` : 'this';
  switch (finding.kind) {
    case 'order':
      return `${what} belongs before \`${finding.before}\``;
    case 'length':
      return `${what} does not fit in ${LINE_WIDTH} columns: as a block`;
    case 'comment':
      return `${what} has a comment in braces or brackets: as a block`;
    case 'quotes':
      return `${what} needs no quotes here`;
  }
}

/** The line of each key and item, by its path. */
function linesByPath(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  const breaks = [...text.matchAll(/\n/g)].map(({ index }) => index);
  const lineOf = (offset: number): number => {
    let [low, high] = [0, breaks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (breaks[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
  const visit = (node: unknown, path: readonly Step[]): void => {
    for (const { step, value, pair } of childrenOf(node)) {
      const inner = [...path, step];
      const offset = ((pair ? pair.key : value) as { range?: [number, number, number] } | null)?.range?.[0];
      if (offset !== undefined) lines.set(JSON.stringify(inner), lineOf(offset));
      visit(value, inner);
    }
  };
  visit(contentsOf(text), []);
  return lines;
}

const SHOWN = 60;

function firstDifference(text: string, formatted: string): FormChange | undefined {
  if (text === formatted) return undefined;
  const [lines, others] = [text.split('\n'), formatted.split('\n')];
  const at = lines.findIndex((line, i) => line !== others[i]);
  const line = at < 0 ? lines.length : at + 1;
  const [was, is] = [lines[line - 1] ?? '', others[line - 1]];
  if (is === undefined || line > others.length) return { line, message: 'lines at the end are left out' };
  if (was.trim() === '' || is.trim() === '')
    return {
      line,
      message: was.trim() === is.trim() ? 'spaces at the end of the line' : 'a blank line or line break',
    };
  if (was.trim() === is.trim()) return { line, message: 'its indentation' };
  const form = is.trim();
  return { line, message: `in form: ${form.length > SHOWN ? `${form.slice(0, SHOWN - 1)}…` : form}` };
}
