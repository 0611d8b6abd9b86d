import {
  didYouMean,
  suggestAmong,
  type DiagnosticReporter,
  type SourceRange,
} from '../../diagnostics/index.js';
import { keysOf } from '../../records/index.js';
import { SECTIONS } from '../structure/index.js';
import { parseYaml, type YamlTree, type TreeEntry } from '../text/index.js';

/** The source that ranges of overrides refer to: all overrides, concatenated. */
export const COMMAND_LINE_SOURCE = '<command line>';

/** A value assigned to a name by the command line or a profile. */
export interface Override {
  /** A parameter's name, or the path to a value: `plan.link.on.epochs`. */
  path: string;
  pathRange: SourceRange;
  value: YamlTree;
  /** The value as written, for string parameters. */
  text?: string;
  /** The namespace of the part that it changes, where an importer writes it; `path` is then that in the part. */
  within?: string;
  /** Whether it can only mean a parameter of the part, or only a value. */
  target?: 'parameter' | 'value';
}

export const commandLineText = (overrides: readonly string[]): string => overrides.join(' ');

/** Reads `name=value`, with the value as YAML. */
export function readOverrides(overrides: readonly string[], report: DiagnosticReporter): Override[] {
  let offset = 0;
  return overrides.flatMap((override) => {
    const start = offset;
    offset += override.length + 1;
    const equals = override.indexOf('=');
    const range = (from: number, to: number): SourceRange => ({
      file: COMMAND_LINE_SOURCE,
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
    const value = parseYaml(text, COMMAND_LINE_SOURCE, report, {
      origin: 'override',
      offset: start + equals + 1,
    });
    // An empty value is null; a syntax error has already been reported.
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

/** Keys that may be added at a path because the language defines them there. */
export type OverridableKeys = (path: readonly string[]) => readonly string[];

/**
 * Applies changes to the graph. A path that does not exist is reported.
 *
 * @param later takes those that may mean what a loop or a template makes; nothing is reported of them
 */
export function applyOverrides(
  root: YamlTree,
  changes: readonly Override[],
  known: OverridableKeys,
  parameters: readonly (readonly string[])[],
  report: DiagnosticReporter,
  later?: (change: Override) => void,
): YamlTree {
  const copies = createCopyOnWriteLists();
  const paths = createKeyPathLookup(root);
  return changes.reduce((tree, change) => {
    const keys = change.path.split('.');
    const reportUnknownPath = (depth: number, near: readonly (readonly string[])[]): undefined => {
      if (later && change.target !== 'parameter' && isPartOfEntries(keys[0]!)) {
        later(change);
        return undefined;
      }
      const knownPath = keys.slice(0, depth);
      const close = suggestAmong(keys[depth]!, near);
      const deep = depth === 0 && keys.length === 1 ? paths(keys[0]!) : [];
      const rest = keys.slice(depth + 1);
      const meant =
        close !== undefined
          ? [...knownPath, close, ...rest].join('.')
          : deep.length === 1
            ? deep[0]
            : undefined;
      report({
        code: 'unknown-override',
        message:
          change.target === 'parameter'
            ? `\`${change.within}\` has no parameter \`${change.path}\``
            : depth === 0
              ? `there is neither a parameter nor a part of the graph named \`${keys[0]}\``
              : `\`${writtenPath(change, knownPath.join('.'))}\` has no \`${keys[depth]}\``,
        range: change.pathRange,
        help: didYouMean(
          meant === undefined ? undefined : writtenPath(change, meant),
          change.pathRange,
          'an override is a parameter, or the path of something that the graph says',
        ),
      });
      return undefined;
    };

    /** Applies the change below this depth of its path; undefined if the path does not exist. */
    function applyAtDepth(part: YamlTree, depth: number): YamlTree | undefined {
      if (depth === keys.length) return change.value;
      joinKeysOfName(part, depth);
      const key = keys[depth]!;
      if (part.kind === 'broken') return undefined;
      if (part.kind === 'list') {
        const at = /^\d+$/.test(key) ? Number(key) : -1;
        if (at < 0 || at >= part.value.length) return reportUnknownPath(depth, []);
        const item = applyAtDepth(part.value[at]!, depth + 1);
        return item && { ...part, value: copies.with(part.value, at, item) };
      }
      const entries = part.kind === 'map' ? part.value : [];
      const at = copies.indexOf(entries, key);
      if (at !== undefined) {
        const value = applyAtDepth(entries[at]!.value, depth + 1);
        return value && { ...part, kind: 'map', value: copies.with(entries, at, { ...entries[at]!, value }) };
      }
      // What a template makes is changed when it has been made.
      const isUse = later !== undefined && at === undefined && copies.indexOf(entries, 'use') !== undefined;
      const addable = part.kind === 'map' && !isUse ? known(keys.slice(0, depth)) : [];
      if (!addable.includes(key)) {
        const names = [copies.keysOf(entries), addable];
        return reportUnknownPath(depth, depth === 0 ? [...parameters, ...names] : names);
      }
      const { range, origin } = change.value;
      const value = applyAtDepth({ kind: 'map', value: [], range, origin }, depth + 1);
      const entry = value && { key, keyRange: change.pathRange, value };
      return (
        entry && ({ ...part, kind: 'map', value: copies.with(entries, entries.length, entry) } as YamlTree)
      );
    }

    /** A name of a part has dots: where it is declared as it is, its keys are one. */
    function joinKeysOfName(part: YamlTree, depth: number): void {
      if (part.kind !== 'map' || copies.indexOf(part.value, keys[depth]!) !== undefined) return;
      for (let end = keys.length; end > depth + 1; end -= 1) {
        const joined = keys.slice(depth, end).join('.');
        if (copies.indexOf(part.value, joined) !== undefined) {
          keys.splice(depth, end - depth, joined);
          return;
        }
      }
    }

    if (change.target === 'parameter') {
      reportUnknownPath(0, parameters);
      return tree;
    }
    return applyAtDepth(tree, 0) ?? tree;
  }, root);
}

/** Sections in which loops and templates make entries. */
const isPartOfEntries = (key: string): boolean => (SECTIONS as readonly string[]).includes(key);

/** A path of a part as its importer writes it. */
function writtenPath({ within, target }: Override, path: string): string {
  if (within === undefined) return path;
  if (target === 'parameter') return `${within}.${path}`;
  const [section, ...rest] = path.split('.');
  return [section, within, ...rest].join('.');
}

/** Copy-on-write lists: each list is copied at its first change only, since many changes may affect the same one. */
function createCopyOnWriteLists() {
  const own = new WeakSet<readonly unknown[]>();
  const indexCache = new WeakMap<readonly TreeEntry[], Map<string, number>>();
  const indicesByKey = (entries: readonly TreeEntry[]): Map<string, number> => {
    const found = indexCache.get(entries) ?? new Map(entries.map(({ key }, at) => [key, at]));
    indexCache.set(entries, found);
    return found;
  };
  return {
    indexOf: (entries: readonly TreeEntry[], key: string): number | undefined =>
      indicesByKey(entries).get(key),
    keysOf: (entries: readonly TreeEntry[]): readonly string[] => keysOf(indicesByKey(entries)),
    /** The list with an item set at an index, which may be just past its end. */
    with<T extends YamlTree | TreeEntry>(list: T[], at: number, item: T): T[] {
      const copy = own.has(list) ? list : [...list];
      own.add(copy);
      copy[at] = item;
      if ('keyRange' in item) indicesByKey(copy as TreeEntry[]).set(item.key, at);
      return copy;
    },
  };
}

/** Paths of entries with a given key, at most two; the index is built at the first query. */
function createKeyPathLookup(root: YamlTree): (key: string) => readonly string[] {
  let found: Map<string, string[]> | undefined;
  const walk = (tree: YamlTree, path: string): void => {
    if (tree.kind !== 'map') return;
    for (const { key, value } of tree.value) {
      const own = path === '' ? key : `${path}.${key}`;
      const others = found!.get(key) ?? [];
      found!.set(key, others);
      if (others.length < 2) others.push(own);
      walk(value, own);
    }
  };
  return (key) => {
    if (!found) {
      found = new Map();
      walk(root, '');
    }
    return found.get(key) ?? [];
  };
}
