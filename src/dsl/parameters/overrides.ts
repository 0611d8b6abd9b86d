import { didYouMean, suggest, type Report, type SourceRange } from '../../diagnostics/index.js';
import { parseYaml, type Tree, type TreeEntry } from '../text/index.js';

/** What the ranges of overrides point into: all of them, one after the other. */
export const COMMAND_LINE = '<command line>';

/** A value for a name, from the command line or a profile. */
export interface Change {
  /** A parameter's name, or the path of a value: `plan.link.on.epochs`. */
  path: string;
  pathRange: SourceRange;
  value: Tree;
  /** The value as written, for parameters that are texts. */
  text?: string;
}

export const commandLineText = (overrides: readonly string[]): string => overrides.join(' ');

/** `name=value`, the value read as YAML. */
export function readOverrides(overrides: readonly string[], report: Report): Change[] {
  let offset = 0;
  return overrides.flatMap((override) => {
    const start = offset;
    offset += override.length + 1;
    const equals = override.indexOf('=');
    const range = (from: number, to: number): SourceRange => ({
      file: COMMAND_LINE,
      start: start + from,
      end: start + to,
    });
    const path = override.slice(0, Math.max(equals, 0)).trim();
    if (equals < 0 || !/^[\w-]+(\.[\w-]+)*$/.test(path)) {
      report({
        code: 'bad-override',
        message: equals < 0 ? `\`${override}\` has no =` : `\`${path}\` is not the name of a value`,
        range: range(0, equals < 0 ? override.length : Math.max(equals, 1)),
        help: 'write name=value',
      });
      return [];
    }
    const text = override.slice(equals + 1);
    const value = parseYaml(text, COMMAND_LINE, report, { origin: 'override', offset: start + equals + 1 });
    // Nothing after = is nothing; a syntax error has been reported.
    if (!value && text.trim() !== '') return [];
    if (!value) {
      report({
        code: 'bad-override',
        message: `\`${path}\` is given no value`,
        range: range(0, override.length),
        help: 'write name=value',
      });
      return [];
    }
    return [{ path, pathRange: range(0, equals), value, text }];
  });
}

/** Keys that may be added at a place, since the language knows them there; undefined where any name may stand. */
export type KnownKeys = (path: readonly string[]) => readonly string[];

/** The graph with a change in its place. A path that is not there is reported. */
export function applyChange(
  root: Tree,
  change: Change,
  known: KnownKeys,
  extra: string[],
  report: Report,
): Tree {
  const keys = change.path.split('.');
  const unknown = (depth: number, near: Iterable<string>): Tree => {
    const good = keys.slice(0, depth);
    const close = suggest(keys[depth]!, near);
    const deep = depth === 0 && keys.length === 1 ? pathsTo(root, keys[0]!) : [];
    const rest = keys.slice(depth + 1);
    report({
      code: 'unknown-override',
      message:
        depth === 0
          ? `there is neither a parameter nor a part of the graph named \`${keys[0]}\``
          : `\`${good.join('.')}\` has no \`${keys[depth]}\``,
      range: change.pathRange,
      help: didYouMean(
        close !== undefined ? [...good, close, ...rest].join('.') : deep.length === 1 ? deep[0] : undefined,
        change.pathRange,
        'an override is a parameter, or the path of something that the graph says',
      ),
    });
    return root;
  };

  let failed = false;
  function within(tree: Tree, depth: number): Tree {
    if (depth === keys.length) return change.value;
    const key = keys[depth]!;
    if (tree.kind === 'list') {
      const at = /^\d+$/.test(key) ? Number(key) : -1;
      if (at >= 0 && at < tree.value.length) {
        const value = tree.value.map((item, i) => (i === at ? within(item, depth + 1) : item));
        return { ...tree, value };
      }
      failed = true;
      unknown(depth, []);
      return tree;
    }
    if (tree.kind === 'broken') {
      failed = true;
      return tree;
    }
    const entries = tree.kind === 'map' ? tree.value : [];
    if (entries.some((entry) => entry.key === key)) {
      const value = entries.map((entry) =>
        entry.key === key ? { ...entry, value: within(entry.value, depth + 1) } : entry,
      );
      return { ...tree, kind: 'map', value };
    }
    const addable = tree.kind === 'map' ? known(keys.slice(0, depth)) : [];
    if (!addable.includes(key)) {
      failed = true;
      const names = [...entries.map((entry) => entry.key), ...addable];
      unknown(depth, depth === 0 ? [...extra, ...names] : names);
      return tree;
    }
    const empty: Tree = { kind: 'map', value: [], range: change.value.range, origin: change.value.origin };
    const entry: TreeEntry = { key, keyRange: change.pathRange, value: within(empty, depth + 1) };
    return { ...tree, kind: 'map', value: [...entries, entry] } as Tree;
  }

  const result = within(root, 0);
  return failed ? root : result;
}

/** Paths of entries with this key, two at most. */
function pathsTo(root: Tree, key: string): string[] {
  const found: string[] = [];
  const walk = (tree: Tree, path: string): void => {
    if (found.length > 1 || tree.kind !== 'map') return;
    for (const entry of tree.value) {
      const own = path === '' ? entry.key : `${path}.${entry.key}`;
      if (entry.key === key) found.push(own);
      walk(entry.value, own);
    }
  };
  walk(root, '');
  return found;
}
