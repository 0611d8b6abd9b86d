import { readSyntaxTree, type YamlTree } from '../../dsl/index.js';

/** Where the cursor is in a text that ends there. */
export interface Cursor {
  /** Keys and numbers of list items from the root to the value or key that is being written. */
  path: (string | number)[];
  /** The values along the path, the root first, as far as they are written before the cursor. */
  containers: YamlTree[];
  position:
    | 'key'
    /** In a value that begins on the line of its key, or in brackets. */
    | 'value'
    /** Alone on its line or behind a dash, where a value as well as the first key of a map may stand. */
    | 'value or key';
  /** The key or the value, up to the cursor. */
  written: string;
}

/** Stands at the cursor, so that there is always something: an identifier that no graph uses. */
const PLACEHOLDER = 'Zq0Zq0';
/** In quotes that are not closed, YAML takes the last character for the closing one. */
const WRITTEN = /^(.*)Zq0Zq0?$/s;

/**
 * Only what stands before the cursor is read, from the beginning of its section on: what comes after it, and errors in
 * other sections, do not matter.
 */
export function readCursor(text: string, offset: number): Cursor | undefined {
  const before = text.slice(sectionStart(text, offset), offset);
  const root = readSyntaxTree(before + PLACEHOLDER, '');
  const path: (string | number)[] = [];
  const containers: YamlTree[] = [];
  for (let tree = root; tree;) {
    if (tree.kind === 'map') {
      const entry = tree.value.reduce<(typeof tree.value)[number] | undefined>(
        (last, each) => (last && last.keyRange.start > each.keyRange.start ? last : each),
        undefined,
      );
      if (!entry) return undefined;
      const key = WRITTEN.exec(entry.key)?.[1];
      const isKey = key !== undefined;
      const written = key ?? '';
      // The key that is being written is none of the map's yet.
      containers.push(isKey ? { ...tree, value: tree.value.filter((each) => each !== entry) } : tree);
      path.push(isKey ? written : entry.key);
      if (isKey) return /[:\s]/.test(written) ? undefined : { path, containers, position: 'key', written };
      tree = entry.value;
    } else if (tree.kind === 'list') {
      containers.push(tree);
      path.push(Math.max(0, tree.value.length - 1));
      tree = tree.value.at(-1);
    } else {
      if (tree.kind !== 'scalar' || typeof tree.value !== 'string') return undefined;
      const written = WRITTEN.exec(tree.value)?.[1];
      if (written === undefined) return undefined;
      if (path.length === 0) return { path: [written], containers: [], position: 'key', written };
      const line = before.slice(before.lastIndexOf('\n') + 1);
      const isAlone = /^\s*(?:-\s+)*\w*$/.test(line);
      return { path, containers, position: isAlone ? 'value or key' : 'value', written };
    }
  }
  return undefined;
}

/** The beginning of the last line before the cursor that begins with a key in the first column. */
function sectionStart(text: string, offset: number): number {
  for (let at = offset; at > 0;) {
    const lineStart = Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
    if (/^[A-Za-z_"'][^\n\r:]*:/.test(text.slice(lineStart, Math.min(offset, lineStart + 200))))
      return lineStart;
    at = lineStart - 1;
  }
  return 0;
}
