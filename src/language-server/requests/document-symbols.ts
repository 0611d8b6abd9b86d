import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver';
import type { TreeEntry, YamlTree } from '../../dsl/index.js';
import type { Analysis } from '../analysis.js';
import { entriesAt, textAt } from '../symbols/index.js';

/** Kinds by section: the icon that an editor shows. */
const SECTION_KINDS: Readonly<Record<string, SymbolKind>> = {
  params: SymbolKind.Constant,
  profiles: SymbolKind.Property,
  templates: SymbolKind.Module,
  data: SymbolKind.Struct,
  networks: SymbolKind.Class,
  models: SymbolKind.Interface,
  functions: SymbolKind.Function,
  plan: SymbolKind.Function,
  evaluate: SymbolKind.Event,
};

/** Sections with their entries, and named layers, nodes, fields and wires in these. */
export function documentSymbolsOf(analysis: Analysis): DocumentSymbol[] {
  const root = analysis.tree();
  if (root?.kind !== 'map') return [];
  return root.value.flatMap((section): DocumentSymbol[] => {
    const kind = Object.hasOwn(SECTION_KINDS, section.key) ? SECTION_KINDS[section.key] : undefined;
    if (kind === undefined || section.value.kind !== 'map') return [];
    const children = section.value.value.map((entry) =>
      symbolOf(analysis, entry, kind, detailOf(section.key, entry.value), innerSymbols(analysis, entry)),
    );
    return [symbolOf(analysis, section, SymbolKind.Namespace, undefined, children)];
  });
}

function symbolOf(
  analysis: Analysis,
  { key, keyRange, value }: TreeEntry,
  kind: SymbolKind,
  detail?: string,
  children: DocumentSymbol[] = [],
): DocumentSymbol {
  // An alias stands elsewhere than its value; a symbol's range holds its name and its children.
  const start = keyRange.start;
  const end = Math.max(
    keyRange.end,
    value.range.end,
    ...children.map(({ range }) => analysis.offset(range.end)),
  );
  return {
    name: key === '' ? '""' : key,
    kind,
    range: analysis.range({ start, end }),
    selectionRange: analysis.range(keyRange),
    ...(detail === undefined ? {} : { detail }),
    ...(children.length > 0 ? { children } : {}),
  };
}

function innerSymbols(analysis: Analysis, { value, keyRange }: TreeEntry): DocumentSymbol[] {
  const inner = (key: string, kind: SymbolKind): DocumentSymbol[] =>
    entriesAt(value, key)
      .filter((entry) => entry.keyRange.start > keyRange.start)
      .map((entry) => symbolOf(analysis, entry, kind));
  return [
    ...inner('add', SymbolKind.Field),
    ...inner('pair', SymbolKind.Field),
    ...inner('nodes', SymbolKind.Method),
    ...inner('wires', SymbolKind.Variable),
    ...inner('losses', SymbolKind.Variable),
    ...inner('metrics', SymbolKind.Variable),
  ];
}

function detailOf(section: string, value: YamlTree): string | undefined {
  switch (section) {
    case 'models':
      return value.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
    case 'data':
      return textAt(value, 'source') ?? textAt(value, 'from');
    case 'networks':
      return textAt(value, 'like');
    case 'plan':
      return textAt(value, 'train');
    default:
      return undefined;
  }
}
