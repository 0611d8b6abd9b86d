import { findEntry, type MapTree, type TreeEntry, type YamlTree } from '../dsl/index.js';
import type { TextEdit } from '../diagnostics/index.js';
import type { Analysis } from './analysis.js';
import type { GraphSymbol } from './symbols/index.js';

/** Where a declaration says what it was called before. */
interface Declaration {
  /** The map that may have `was`, or a value that becomes a map for it. */
  value: YamlTree;
  /** The key that such a value has in the map; `value` by default. */
  key?: string;
  /** `name: latent` of a layer, behind which `was` stands. */
  name?: TreeEntry;
}

/**
 * The edit by which a declaration says its old name, so that what it draws stays the same; none where it says an older
 * one already, and one that takes that out where the new name is the old one again. Undefined for what can't say it.
 */
export function wasEdit(analysis: Analysis, symbol: GraphSymbol, newName: string): TextEdit[] | undefined {
  const declaration = declarationOf(analysis, symbol);
  if (!declaration) return undefined;
  const { value } = declaration;
  // The text of a template has no namespaces.
  const set = analysis.sets().find(({ namespace }) => symbol.name.startsWith(`${namespace}.`));
  const old = set ? symbol.name.slice(set.namespace.length + 1) : symbol.name;
  const known = findEntry(value, 'was');
  if (known)
    return known.value.kind === 'scalar' && known.value.value === newName
      ? removal(analysis, value, known)
      : [];
  const edit =
    value.kind === 'map'
      ? insertion(analysis, declaration, value, old)
      : asMap(analysis, value, old, declaration.key);
  return edit && [edit];
}

function declarationOf(analysis: Analysis, { kind, name, owner }: GraphSymbol): Declaration | undefined {
  const { imports, networks, data, plan } = analysis.outline();
  const within = (entries: readonly TreeEntry[] | undefined) => entries?.find(({ key }) => key === name);
  const entry = () => {
    switch (kind) {
      case 'network':
        return networks.get(name)?.entry;
      case 'phase':
        return plan.get(name)?.entry;
      case 'data set':
        return data.get(name)?.entry;
      case 'field':
        return within(data.get(owner)?.added);
      case 'node':
        return within(networks.get(owner)?.nodes);
      default:
        return undefined;
    }
  };
  const imported = kind === 'namespace' ? imports.get(name)?.value : undefined;
  if (imported) return { value: imported, key: 'from' };
  if (kind === 'layer') return layerNamed(networks.get(owner)?.entry.value, name);
  const value = entry()?.value;
  return value && { value };
}

/** The layer with this name, in a network, its loops and its residual layers. */
function layerNamed(tree: YamlTree | undefined, name: string): Declaration | undefined {
  const inner =
    tree?.kind === 'list'
      ? tree.value
      : ['layers', 'residual'].flatMap((key) => findEntry(tree, key)?.value ?? []);
  for (const each of inner) {
    const named = findEntry(each, 'name');
    if (named?.value.kind === 'scalar' && named.value.value === name) return { value: each, name: named };
    const found = layerNamed(each, name);
    if (found) return found;
  }
  return undefined;
}

function insertion(
  { text, file }: Analysis,
  { name }: Declaration,
  map: MapTree,
  old: string,
): TextEdit | undefined {
  const { start, end } = map.range;
  const at = (offset: number, replacement: string): TextEdit => ({
    range: { file, start: offset, end: offset },
    replacement,
  });
  if (text[start] === '{') {
    if (text[end - 1] !== '}') return undefined;
    const last = map.value.at(-1);
    if (!last) return at(start + 1, `was: ${old}`);
    return at(Math.max(last.keyRange.end, last.value.range.end), `, was: ${old}`);
  }
  const first = name ?? map.value[0];
  if (!first) return undefined;
  const { start: key } = first.keyRange;
  const line = Math.max(text.lastIndexOf('\n', key - 1), text.lastIndexOf('\r', key - 1)) + 1;
  const indent = ' '.repeat(key - line);
  const newLine = text.includes('\r\n') ? '\r\n' : '\n';
  if (name) return at(name.value.range.end, `${newLine}${indent}was: ${old}`);
  // Behind the dash or in front of it stands nothing but spaces.
  return /^\s*$/.test(text.slice(line, key)) ? at(key, `was: ${old}${newLine}${indent}`) : undefined;
}

/** `noisy: image + 1` becomes `noisy: {value: image + 1, was: old}`. */
function asMap(
  { text, file }: Analysis,
  { kind, range }: YamlTree,
  old: string,
  key = 'value',
): TextEdit | undefined {
  const written = text.slice(range.start, range.end);
  if (kind !== 'scalar' || /^[|>&*]|[\n\r]/.test(written)) return undefined;
  const isQuoted = /^["']/.test(written);
  const inFlow = isQuoted || !/[,[\]{}"]|: | #/.test(written) ? written : JSON.stringify(written);
  return {
    range: { file, start: range.start, end: range.end },
    replacement: `{${key}: ${inFlow}, was: ${old}}`,
  };
}

/** Takes `was` out, with its comma or its line. */
function removal({ text, file }: Analysis, map: YamlTree, was: TreeEntry): TextEdit[] | undefined {
  let { start } = was.keyRange;
  let { end } = was.value.range;
  const isFlow = text[map.range.start] === '{';
  if (isFlow) {
    const before = /,\s*$/.exec(text.slice(map.range.start, start));
    const after = /^\s*,\s*/.exec(text.slice(end, map.range.end));
    if (before) start -= before[0].length;
    else if (after) end += after[0].length;
  } else {
    const rest = /^[ \t]*(?:\r\n|\n|\r)[ \t]*/.exec(text.slice(end));
    const before = /(?:\r\n|\n|\r)[ \t]*$/.exec(text.slice(0, start));
    if (map.kind === 'map' && map.value.at(-1) === was && before) start -= before[0].length;
    else if (rest) end += rest[0].length;
    else return undefined;
  }
  return [{ range: { file, start, end }, replacement: '' }];
}
